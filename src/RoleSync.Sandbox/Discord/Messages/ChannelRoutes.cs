using System.Globalization;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord.Messages;

/// <summary>Channels, and what the bot sends to them (https://docs.discord.com/developers/resources/message).</summary>
internal sealed class ChannelRoutes(World world, Journal journal, MessageBook messages)
{
    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", "/guilds/{guild}/channels", call => GuildRoutes.InGuild(call, world, guild => Answer.Json(200, json =>
            new JsonArray([.. guild.Channels.Select(channel => (JsonNode)ChannelJson(guild, channel))]).WriteTo(json)))),
        new("GET", "/channels/{channel}", call => In(call, 0, (guild, channel) => Answer.Json(200, json => ChannelJson(guild, channel).WriteTo(json)))),
        new("GET", "/channels/{channel}/messages", call => In(call, SandboxChannel.ReadHistory, (_, channel) => List(call, channel))) { TopLevel = 1 },
        new("POST", "/channels/{channel}/messages", call => In(call, SandboxChannel.Send, (guild, channel) => Post(call, guild, channel)))
        {
            Limit = LimitedRoute.ChannelMessages, TopLevel = 1,
        },
        new("GET", "/channels/{channel}/messages/{message}", call => In(call, SandboxChannel.ReadHistory, (_, channel) =>
            Find(call, channel, out var message) ?? MessageJson.Show(message, world))) { TopLevel = 1 },
        new("PATCH", "/channels/{channel}/messages/{message}", call => In(call, 0, (_, channel) => Edit(call, channel)))
        {
            Limit = LimitedRoute.EditChannelMessage, TopLevel = 1,
        },
        new("DELETE", "/channels/{channel}/messages/{message}", call => In(call, 0, (guild, channel) => Delete(call, guild, channel)))
        {
            Limit = LimitedRoute.DeleteChannelMessage, TopLevel = 1,
        },
    ];

    private Answer In(Call call, ulong needed, Func<SandboxGuild, SandboxChannel, Answer> answer)
    {
        if (!call.TrySnowflake(1, out var id))
        {
            return DiscordError.NoSnowflake("channel_id", call.Segment(1));
        }
        foreach (var guild in world.Guilds)
        {
            if (guild.FindChannel(id) is { } channel)
            {
                return !guild.BotMay(channel, SandboxChannel.View) ? DiscordError.MissingAccess()
                    : !guild.BotMay(channel, needed) ? DiscordError.MissingPermissions()
                    : answer(guild, channel);
            }
        }
        return DiscordError.UnknownChannel();
    }

    private Answer Post(Call call, SandboxGuild guild, SandboxChannel channel) => Sending.Checked(call, world, null, journal, body =>
        (MessageRules.Items(body, "embeds").Count > 0 && !guild.BotMay(channel, SandboxChannel.Embed))
            || (MessageRules.Items(body, "attachments").Count > 0 && !guild.BotMay(channel, SandboxChannel.Attach))
            ? DiscordError.MissingPermissions()
            : MessageJson.Show(messages.Post(guild, channel, body), world));

    private Answer Edit(Call call, SandboxChannel channel) => Find(call, channel, out var message)
        ?? (message.WebhookId is not null and not 0 && message.WebhookId != world.BotId ? DiscordError.NotOurMessage() : Sending.Checked(call, world, message, journal, body =>
        {
            messages.Edit(message, body);
            return MessageJson.Show(message, world);
        }));

    private Answer Delete(Call call, SandboxGuild guild, SandboxChannel channel)
    {
        if (Find(call, channel, out var message) is { } refusal)
        {
            return refusal;
        }
        if (message.WebhookId is { } hook && hook != world.BotId && !guild.BotMay(channel, SandboxChannel.ManageMessages))
        {
            return DiscordError.MissingPermissions();
        }
        message.Delete();
        return Answer.NoContent();
    }

    private Answer? Find(Call call, SandboxChannel channel, out SandboxMessage message)
    {
        message = call.TrySnowflake(3, out var id) && messages.Find(id) is { IsEphemeral: false } found && found.ChannelId == channel.Id ? found : null!;
        return message is null ? DiscordError.UnknownMessage() : null;
    }

    private Answer List(Call call, SandboxChannel channel)
    {
        if (!int.TryParse(call.Query("limit") ?? "50", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > 100)
        {
            return DiscordError.InvalidForm("limit", "NUMBER_TYPE_COERCE", "int value should be from 1 to 100.");
        }
        _ = Call.TryParseSnowflake(call.Query("after"), out var after);
        var before = Call.TryParseSnowflake(call.Query("before"), out var given) ? given : ulong.MaxValue;
        var found = messages.All.Where(message => message is { IsDeleted: false, IsEphemeral: false } && message.ChannelId == channel.Id && message.Id > after && message.Id < before);
        var page = (after > 0 ? found.Take(limit) : found.TakeLast(limit)).Reverse(); // newest first, always
        return Answer.Json(200, json => new JsonArray([.. page.Select(message => (JsonNode)MessageJson.Of(message, world))]).WriteTo(json));
    }

    private static JsonObject ChannelJson(SandboxGuild guild, SandboxChannel channel) => new()
    {
        ["id"] = channel.Id.ToString(CultureInfo.InvariantCulture),
        ["type"] = 0,
        ["last_message_id"] = null,
        ["flags"] = 0,
        ["guild_id"] = guild.Id.ToString(CultureInfo.InvariantCulture),
        ["name"] = channel.Name,
        ["parent_id"] = null,
        ["rate_limit_per_user"] = 0,
        ["topic"] = null,
        ["position"] = 0,
        ["permission_overwrites"] = new JsonArray(),
        ["nsfw"] = false,
    };
}

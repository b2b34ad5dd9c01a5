using System.Text.Json;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord;

/// <summary>Messages: webhooks, answers to interactions, channels.</summary>
internal sealed class MessageRoutes(World world, Journal journal, InteractionDesk interactions)
{
    public IEnumerable<DiscordRoute> All =>
    [
        new("POST", "/webhooks/{webhook}/{token}", call => Hook(call, isEdit: false)) { Limit = LimitedRoute.Webhook, CountedBy = WebhookOf, IsOpen = true },
        new("GET", "/webhooks/{webhook}/{token}", ShowHook) { IsOpen = true },
        new("PATCH", "/webhooks/{webhook}/{token}/messages/@original", call => Hook(call, isEdit: true))
        {
            Limit = LimitedRoute.Webhook, CountedBy = WebhookOf, IsOpen = true,
        },
        new("GET", "/webhooks/{webhook}/{token}/messages/@original", call => InInteraction(call, ShowOriginal))
        {
            Limit = LimitedRoute.Webhook, CountedBy = WebhookOf, IsOpen = true,
        },
        new("POST", "/channels/{channel}/messages", ToChannel) { Limit = LimitedRoute.ChannelMessages, TopLevel = 1 },
    ];

    // The webhooks of an application are its interactions: each has a limit of its own, as webhook id and token are the top-level resource together.
    private ulong WebhookOf(Call call) => !call.TrySnowflake(1, out var id) ? 0 : id == world.BotId ? interactions.Find(call.Segment(2))?.Id ?? id : id;

    private Answer Hook(Call call, bool isEdit)
    {
        _ = call.TrySnowflake(1, out var id);
        if (id == world.BotId)
        {
            return InInteraction(call, sent => ToInteraction(call, sent, isEdit));
        }
        return id == world.WebhookId && call.Segment(2) == world.WebhookToken
            ? Send(call, isEdit || call.Query("wait") is "true" or "1", world.BotId + 11)
            : DiscordError.UnknownWebhook();
    }

    // A token is good from the first answer on, until 15 minutes after the interaction.
    private Answer InInteraction(Call call, Func<SentInteraction, Answer> answer) =>
        !call.TrySnowflake(1, out var id) || id != world.BotId || interactions.Find(call.Segment(2)) is not { IsAnswered: true } sent ? DiscordError.UnknownWebhook()
        : interactions.IsOver(sent) ? DiscordError.InvalidWebhookToken()
        : answer(sent);

    private Answer ToInteraction(Call call, SentInteraction sent, bool isEdit)
    {
        var answer = Send(call, show: true, world.TheGuild.ChannelId);
        using var body = answer.Status == 200 ? call.TryJson() : null;
        if (body is null)
        {
            return answer;
        }
        if (isEdit)
        {
            (sent.AnswerType is 6 or 7 ? sent.Clicked! : sent).Show(body.RootElement, isEdit: true);
        }
        else
        {
            sent.FollowUp(body.RootElement);
        }
        return answer;
    }

    private Answer ShowOriginal(SentInteraction sent) => (sent.Clicked ?? sent).Message is { } message
        ? Answer.Json(200, json => WriteMessage(json, (string?)message["content"] ?? "", world.TheGuild.ChannelId))
        : DiscordError.UnknownMessage();

    private Answer ShowHook(Call call) => !call.TrySnowflake(1, out var id) || id != world.WebhookId || call.Segment(2) != world.WebhookToken
        ? DiscordError.UnknownWebhook()
        : Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("type", 1);
            json.WriteId("id", id);
            json.WriteString("name", "rolesync");
            json.WriteString("token", world.WebhookToken);
            json.WriteId("guild_id", world.TheGuild.Id);
            json.WriteId("channel_id", world.TheGuild.ChannelId);
            foreach (var name in (ReadOnlySpan<string>)["avatar", "application_id"])
            {
                json.WriteNull(name);
            }
            json.WriteEndObject();
        });

    private Answer ToChannel(Call call) =>
        call.TrySnowflake(1, out var id) && world.Guilds.Any(guild => guild.ChannelId == id) ? Send(call, true, id) : DiscordError.UnknownChannel();

    private Answer Send(Call call, bool show, ulong channel)
    {
        if (!call.HasJsonContentType)
        {
            return DiscordError.NotJson();
        }
        using var body = call.TryJson();
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Object)
        {
            return DiscordError.BadJson();
        }
        if (MessageRules.Breach(body.RootElement) is { } breach)
        {
            return DiscordError.InvalidForm(breach.Field, breach.Code, breach.Message);
        }
        if (MessageRules.IsEmpty(body.RootElement))
        {
            return DiscordError.EmptyMessage();
        }
        journal.Sent(call.Path, call.Body);
        return show ? Answer.Json(200, Writing(MessageRules.Text(body.RootElement, "content"), channel)) : Answer.NoContent();
    }

    private Action<Utf8JsonWriter> Writing(string content, ulong channel) => json => WriteMessage(json, content, channel);

    private void WriteMessage(Utf8JsonWriter json, string content, ulong channel)
    {
        json.WriteStartObject();
        json.WriteId("id", channel + 100);
        json.WriteId("channel_id", channel);
        json.WriteNumber("type", 0);
        json.WriteNumber("flags", 0);
        json.WriteString("content", content);
        json.WriteString("timestamp", "2026-01-01T00:00:00.000000+00:00");
        json.WriteNull("edited_timestamp");
        foreach (var name in (ReadOnlySpan<string>)["pinned", "mention_everyone", "tts"])
        {
            json.WriteBoolean(name, false);
        }
        foreach (var name in (ReadOnlySpan<string>)["mentions", "mention_roles", "attachments", "embeds", "components"])
        {
            json.WriteStartArray(name);
            json.WriteEndArray();
        }
        json.WriteStartObject("author");
        json.WriteBotUser(world.BotId);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

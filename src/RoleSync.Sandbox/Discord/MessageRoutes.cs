using System.Collections.Concurrent;
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
    private const ulong FirstMessage = 1_300_000_000_000_000_000UL;
    private readonly ConcurrentDictionary<ulong, bool> _deleted = new();
    private long _newest = (long)FirstMessage;

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
        new("PATCH", "/webhooks/{webhook}/{token}/messages/{message}", EditHook) { Limit = LimitedRoute.Webhook, TopLevel = 1, IsOpen = true },
        new("GET", "/webhooks/{webhook}/{token}/messages/{message}", ShowMessage) { Limit = LimitedRoute.Webhook, TopLevel = 1, IsOpen = true },
        new("DELETE", "/webhooks/{webhook}/{token}/messages/{message}", DeleteMessage) { Limit = LimitedRoute.Webhook, TopLevel = 1, IsOpen = true },
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
        return IsOurs(call)
            ? Send(call, isEdit || call.Query("wait") is "true" or "1", world.TheGuild.ChannelId, Interlocked.Increment(ref _newest))
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
        ? Answer.Json(200, json => WriteMessage(json, (string?)message["content"] ?? "", world.TheGuild.ChannelId, world.TheGuild.ChannelId + 100))
        : DiscordError.UnknownMessage();

    private Answer EditHook(Call call) =>
        Posted(call, out var id) ?? Send(call, true, world.TheGuild.ChannelId, (long)id);

    private Answer ShowMessage(Call call) =>
        Posted(call, out var id) ?? Answer.Json(200, json => WriteMessage(json, "", world.TheGuild.ChannelId, id));

    private Answer DeleteMessage(Call call)
    {
        var refusal = Posted(call, out var id);
        _deleted.TryAdd(id, true);
        return refusal ?? Answer.NoContent();
    }

    /// <summary>The message that a call names; a refusal where it was never posted, or was deleted.</summary>
    private Answer? Posted(Call call, out ulong id)
    {
        var known = call.TrySnowflake(4, out id) && id > FirstMessage && id <= (ulong)Interlocked.Read(ref _newest) && !_deleted.ContainsKey(id);
        return !IsOurs(call) ? DiscordError.UnknownWebhook() : known ? null : DiscordError.UnknownMessage();
    }

    private bool IsOurs(Call call) => call.TrySnowflake(1, out var id) && id == world.WebhookId && call.Segment(2) == world.WebhookToken;

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

    private Answer Send(Call call, bool show, ulong channel, long? message = null)
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
        return show ? Answer.Json(200, Writing(MessageRules.Text(body.RootElement, "content"), channel, (ulong?)message ?? channel + 100)) : Answer.NoContent();
    }

    private Action<Utf8JsonWriter> Writing(string content, ulong channel, ulong id) => json => WriteMessage(json, content, channel, id);

    private void WriteMessage(Utf8JsonWriter json, string content, ulong channel, ulong id)
    {
        json.WriteStartObject();
        json.WriteId("id", id);
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

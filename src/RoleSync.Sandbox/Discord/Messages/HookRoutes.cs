using System.Text.Json;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord.Messages;

/// <summary>Messages of the webhook, and of interactions: an application's own webhooks, one for each token.</summary>
internal sealed class HookRoutes(World world, Journal journal, InteractionDesk interactions, MessageBook messages)
{
    private const string Hook = "/webhooks/{webhook}/{token}";

    public IEnumerable<DiscordRoute> All =>
    [
        Limited("POST", Hook, Post),
        new("GET", Hook, ShowHook) { IsOpen = true },
        .. Each($"{Hook}/messages/@original"),
        .. Each($"{Hook}/messages/{{message}}"),
    ];

    private IEnumerable<DiscordRoute> Each(string template) =>
    [
        Limited("GET", template, call => Find(call, out var message) ?? MessageJson.Show(message, world)),
        Limited("PATCH", template, call => Find(call, out var message) ?? Edit(call, message)),
        Limited("DELETE", template, call => Find(call, out var message) ?? Delete(message)),
    ];

    private DiscordRoute Limited(string method, string template, Func<Call, Answer> answer) =>
        new(method, template, answer) { Limit = LimitedRoute.Webhook, CountedBy = WebhookOf, IsOpen = true };

    // The webhooks of an application are its interactions: each has a limit of its own, as webhook id and token are the top-level resource together.
    private ulong WebhookOf(Call call) => !call.TrySnowflake(1, out var id) ? 0 : id == world.BotId ? interactions.Find(call.Segment(2))?.Id ?? id : id;

    private bool IsOfApplication(Call call) => call.TrySnowflake(1, out var id) && id == world.BotId;

    private bool IsOurs(Call call) => call.TrySnowflake(1, out var id) && id == world.WebhookId && call.Segment(2) == world.WebhookToken;

    // A token is good from the first answer on, until 15 minutes after the interaction.
    private Answer? Interaction(Call call, out SentInteraction sent) =>
        (sent = interactions.Find(call.Segment(2))!) is not { IsAnswered: true } ? DiscordError.UnknownWebhook()
        : interactions.IsOver(sent) ? DiscordError.InvalidWebhookToken()
        : null;

    /// <summary>The message that a call names; a refusal where it was never posted, or was deleted.</summary>
    private Answer? Find(Call call, out SandboxMessage message)
    {
        message = null!;
        SandboxMessage? found = null;
        if (IsOfApplication(call))
        {
            if (Interaction(call, out var sent) is { } refusal)
            {
                return refusal;
            }
            found = call.Segment(4) == "@original" ? sent.Shown : call.TrySnowflake(4, out var id) && messages.Find(id) is { } one && one.Interaction == sent ? one : null;
        }
        else if (!IsOurs(call))
        {
            return DiscordError.UnknownWebhook();
        }
        else if (call.TrySnowflake(4, out var id) && messages.Find(id) is { } one && one.WebhookId == world.WebhookId)
        {
            found = one;
        }
        message = found!;
        return found is { IsDeleted: false } ? null : DiscordError.UnknownMessage();
    }

    private Answer Post(Call call)
    {
        if (IsOfApplication(call))
        {
            return Interaction(call, out var sent) ?? Sending.Checked(call, world, null, journal, body => FollowUp(sent, body));
        }
        if (!IsOurs(call))
        {
            return DiscordError.UnknownWebhook();
        }
        var isShown = call.Query("wait") is "true" or "1" or "True";
        return Sending.Checked(call, world, null, journal, body =>
        {
            if (!world.WebhookIsOfTheApplication && ComponentRules.AreInteractive(body))
            {
                return DiscordError.InvalidForm("components", "WEBHOOK_NOT_OWNED_BY_APPLICATION", "Only webhooks of the application may send interactive components.");
            }
            var message = messages.PostByHook(world.TheGuild, IsWithComponents(call) ? body : WithoutComponents(body));
            return isShown ? MessageJson.Show(message, world) : Answer.NoContent();
        });
    }

    private bool IsWithComponents(Call call) => world.WebhookIsOfTheApplication || call.Query("with_components") is "true" or "1" or "True";

    // Discord drops them unless the caller says that they are meant (https://docs.discord.com/developers/resources/webhook#execute-webhook).
    private static JsonElement WithoutComponents(JsonElement body)
    {
        var fields = JsonObject.Create(body)!;
        fields.Remove("components");
        using var rest = JsonDocument.Parse(fields.ToJsonString());
        return rest.RootElement.Clone();
    }

    // The first message after "thinking …" takes its place, as of old.
    private Answer FollowUp(SentInteraction sent, JsonElement body)
    {
        if (sent.Original is { IsLoading: true, IsDeleted: false } thinking)
        {
            messages.Edit(thinking, body);
            return MessageJson.Show(thinking, world);
        }
        var message = messages.Answer(sent, body, (MessageRules.Flags(body) & 64) != 0);
        sent.Follow(message);
        return MessageJson.Show(message, world);
    }

    private Answer Edit(Call call, SandboxMessage message) => Sending.Checked(call, world, message, journal, body =>
    {
        messages.Edit(message, body);
        return MessageJson.Show(message, world);
    });

    private static Answer Delete(SandboxMessage message)
    {
        message.Delete();
        return Answer.NoContent();
    }

    private Answer ShowHook(Call call) => !IsOurs(call) ? DiscordError.UnknownWebhook() : Answer.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("type", 1);
        json.WriteId("id", world.WebhookId);
        json.WriteString("name", "rolesync");
        json.WriteString("token", world.WebhookToken);
        json.WriteId("guild_id", world.TheGuild.Id);
        json.WriteId("channel_id", world.TheGuild.ChannelId);
        json.WriteNull("avatar");
        if (world.WebhookIsOfTheApplication)
        {
            json.WriteId("application_id", world.BotId);
        }
        else
        {
            json.WriteNull("application_id");
        }
        json.WriteEndObject();
    });
}

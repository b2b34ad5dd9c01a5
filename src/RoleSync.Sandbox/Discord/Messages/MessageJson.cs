using System.Globalization;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord.Messages;

/// <summary>Writes message objects (https://docs.discord.com/developers/resources/message#message-object).</summary>
internal static class MessageJson
{
    private const int Ephemeral = 1 << 6;
    private const int Loading = 1 << 7;

    public static Answer Show(SandboxMessage message, World world) => Answer.Json(200, json => Of(message, world).WriteTo(json));

    public static JsonObject Of(SandboxMessage message, World world)
    {
        var fields = message.Fields;
        var json = new JsonObject
        {
            ["type"] = message.Interaction is null ? 0 : 20,
            ["content"] = (string?)fields["content"] ?? "",
            ["mentions"] = new JsonArray([.. message.Notified.Users.Select(id => (JsonNode)UserJson.Full(id, null, world.IsBot(id)))]),
            ["mention_roles"] = new JsonArray([.. message.Notified.Roles.Select(id => (JsonNode)Text(id))]),
            ["attachments"] = fields["attachments"]?.DeepClone() ?? new JsonArray(),
            ["embeds"] = Embeds(fields["embeds"] as JsonArray),
            ["timestamp"] = Time(message.SentAt),
            ["edited_timestamp"] = message.EditedAt is { } edited ? Time(edited) : null,
            ["flags"] = (message.IsEphemeral ? Ephemeral : 0) | (message.IsLoading ? Loading : 0),
            ["components"] = Components(fields["components"] as JsonArray, new Counter()),
            ["id"] = Text(message.Id),
            ["channel_id"] = Text(message.ChannelId),
            ["author"] = Author(message, world, (string?)fields["username"]),
            ["pinned"] = false,
            ["mention_everyone"] = message.Notified.Everyone,
            ["tts"] = (bool?)fields["tts"] ?? false,
        };
        if (message.WebhookId is { } hook)
        {
            json["webhook_id"] = Text(hook);
        }
        if (message.Interaction is { } sent)
        {
            json["application_id"] = Text(world.BotId);
            json["interaction_metadata"] = Metadata(sent);
        }
        if (fields["nonce"] is { } nonce)
        {
            json["nonce"] = nonce.DeepClone();
        }
        return json;
    }

    private static JsonObject Author(SandboxMessage message, World world, string? name)
    {
        if (message.WebhookId is not { } hook || hook == world.BotId)
        {
            return UserJson.Bot(world.BotId);
        }
        var author = UserJson.Full(hook, null, true);
        (author["username"], author["discriminator"]) = (name ?? "rolesync", "0000");
        return author;
    }

    private static JsonObject Metadata(SentInteraction sent)
    {
        var metadata = new JsonObject
        {
            ["id"] = Text(sent.Id),
            ["type"] = sent.ClickedMessage is null ? 2 : 3,
            ["user"] = UserJson.Full(sent.UserId, null, false),
            ["authorizing_integration_owners"] = sent.GuildId is { } guild ? new JsonObject { ["0"] = Text(guild) } : new JsonObject { ["1"] = Text(sent.UserId) },
        };
        if (sent.ClickedMessage is { } clicked)
        {
            metadata["interacted_message_id"] = Text(clicked.Id);
        }
        return metadata;
    }

    private static JsonArray Embeds(JsonArray? sent) => new([.. (sent ?? []).Select(one =>
    {
        var embed = Without(one!.AsObject());
        embed["type"] = "rich";
        foreach (var field in embed["fields"] as JsonArray ?? [])
        {
            field!["inline"] ??= false;
        }
        return (JsonNode)embed;
    })]);

    // Discord numbers the components of a message, containers before what they hold.
    private static JsonArray Components(JsonArray? sent, Counter counter) => new([.. (sent ?? []).Select(one =>
    {
        var component = Without(one!.AsObject());
        component["id"] ??= counter.Next();
        if (component["components"] is JsonArray inner)
        {
            component["components"] = Components(inner, counter);
        }
        if ((int?)component["type"] == 3)
        {
            component["min_values"] ??= 1;
            component["max_values"] ??= 1;
        }
        return (JsonNode)component;
    })]);

    private static JsonObject Without(JsonObject fields) =>
        new(fields.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);

    private sealed class Counter
    {
        private int _last;

        public int Next() => ++_last;
    }
}

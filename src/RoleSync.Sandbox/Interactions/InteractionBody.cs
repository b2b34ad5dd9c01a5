using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Discord;
using RoleSync.Sandbox.Discord.Messages;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Interactions;

/// <summary>Interactions as Discord writes them (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object).</summary>
internal static class InteractionBody
{
    private static readonly JsonSerializerOptions _relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Ping(ulong application, ulong id, string token) => Bytes(new JsonObject
    {
        ["application_id"] = Text(application),
        ["entitlements"] = new JsonArray(),
        ["id"] = Text(id),
        ["token"] = token,
        ["type"] = 1,
        ["user"] = User(application, null, false),
        ["version"] = 1,
    });

    public static byte[] Command(World world, SentInteraction sent, Invocation invocation, JsonObject? command, string? focused = null)
    {
        var data = new JsonObject
        {
            ["id"] = (string?)command?["id"] ?? Text(world.BotId + 999), // one that is not registered: somebody's list is older
            ["name"] = invocation.Command,
            ["type"] = invocation.CommandType,
        };
        var options = invocation.Options.Select(pair => Option(pair.Key, pair.Value, pair.Key == focused)).ToArray<JsonNode>();
        if (options.Length > 0)
        {
            data["options"] = new JsonArray(options);
        }
        var users = invocation.Options.Values.OfType<UserOption>().ToList();
        if (invocation.Target is { } target)
        {
            data["target_id"] = Text(target.Id);
            users.Add(target);
        }
        if (users.Count > 0 && focused is null) // nothing is looked up while somebody types
        {
            data["resolved"] = Resolved(invocation.Context == 0 ? GuildOf(world, invocation) : null, users);
        }
        if (command?["guild_id"] is { } own)
        {
            data["guild_id"] = own.DeepClone();
        }
        return Write(world, sent, invocation, data);
    }

    public static byte[] Click(World world, SentInteraction sent, Invocation by, string customId) =>
        Write(world, sent, by, new JsonObject { ["component_type"] = 2, ["custom_id"] = customId, ["id"] = 2 });

    public static byte[] Submission(World world, SentInteraction sent, Invocation by, string customId, IReadOnlyDictionary<string, string> values)
    {
        var rows = values.Select((pair, index) => (JsonNode)new JsonObject
        {
            ["type"] = 1,
            ["id"] = (index * 2) + 1,
            ["components"] = new JsonArray(new JsonObject { ["type"] = 4, ["id"] = (index * 2) + 2, ["custom_id"] = pair.Key, ["value"] = pair.Value }),
        });
        return Write(world, sent, by, new JsonObject { ["custom_id"] = customId, ["components"] = new JsonArray([.. rows]) });
    }

    private static byte[] Write(World world, SentInteraction sent, Invocation by, JsonObject data)
    {
        var body = new JsonObject
        {
            ["app_permissions"] = "2248473465835073",
            ["application_id"] = Text(world.BotId),
            ["attachment_size_limit"] = 10_485_760,
            ["channel_id"] = Text(sent.ChannelId),
            ["channel"] = Channel(sent, by),
            ["context"] = by.Context,
            ["data"] = data,
            ["entitlements"] = new JsonArray(),
            ["id"] = Text(sent.Id),
            ["locale"] = "en-US",
            ["token"] = sent.Token,
            ["type"] = sent.Type,
            ["version"] = 1,
        };
        if (sent.ClickedMessage is { } clicked)
        {
            body["message"] = MessageJson.Of(clicked, world);
        }
        var user = User(by.User, by.UserName, false);
        var owners = new JsonObject();
        body["authorizing_integration_owners"] = owners;
        if (by.IsInstalledByUser)
        {
            owners["1"] = Text(by.User);
        }
        if (by.Context != 0)
        {
            body["user"] = user;
            if (!by.IsInstalledByUser)
            {
                owners["0"] = "0"; // the bot's own direct message
            }
            return Bytes(body);
        }
        var guild = Text(GuildIdOf(world, by));
        if (!by.IsInstalledByUser)
        {
            owners["0"] = guild;
        }
        body["guild_id"] = guild;
        body["guild_locale"] = "en-US";
        body["guild"] = new JsonObject { ["features"] = new JsonArray(), ["id"] = guild, ["locale"] = "en-US" };
        var member = Member(GuildOf(world, by), by.User);
        member["deaf"] = false;
        member["mute"] = false;
        member["permissions"] = Text(by.Permissions);
        member["user"] = user;
        body["member"] = member;
        return Bytes(body);
    }

    private static JsonObject Channel(SentInteraction sent, Invocation by)
    {
        var channel = new JsonObject
        {
            ["flags"] = 0,
            ["id"] = Text(sent.ChannelId),
            ["last_message_id"] = sent.ClickedMessage is { } message ? Text(message.Id) : null,
            ["type"] = by.Context switch { 0 => 0, 1 => 1, _ => 3 },
        };
        if (by.Context == 0)
        {
            channel["guild_id"] = Text(sent.GuildId ?? 0);
            channel["name"] = "general";
            channel["nsfw"] = false;
            channel["parent_id"] = null;
            channel["permissions"] = Text(by.Permissions);
            channel["position"] = 0;
            channel["rate_limit_per_user"] = 0;
            channel["topic"] = null;
        }
        return channel;
    }

    // As Discord writes it: a plus is a plus, and letters of all languages are letters.
    private static byte[] Bytes(JsonObject body) => JsonSerializer.SerializeToUtf8Bytes(body, _relaxed);

    private static JsonObject Option(string name, object value, bool isFocused)
    {
        var option = value switch
        {
            UserOption user => new JsonObject { ["name"] = name, ["type"] = 6, ["value"] = Text(user.Id) },
            bool flag => new JsonObject { ["name"] = name, ["type"] = 5, ["value"] = flag },
            int number => new JsonObject { ["name"] = name, ["type"] = 4, ["value"] = number },
            string text => new JsonObject { ["name"] = name, ["type"] = 3, ["value"] = text },
            _ => throw new ArgumentException($"The option {name} must be a string, a bool, an int or a UserOption."),
        };
        if (isFocused)
        {
            option["focused"] = true;
        }
        return option;
    }

    private static JsonObject Resolved(SandboxGuild? guild, List<UserOption> users)
    {
        var (members, people) = (new JsonObject(), new JsonObject());
        foreach (var user in users.DistinctBy(user => user.Id))
        {
            people[Text(user.Id)] = User(user.Id, null, user.IsBot || guild?.IsBot(user.Id) == true);
            if (guild?.HasMember(user.Id) == true)
            {
                var member = Member(guild, user.Id);
                member["permissions"] = "0";
                members[Text(user.Id)] = member;
            }
        }
        var resolved = new JsonObject { ["users"] = people };
        if (members.Count > 0)
        {
            resolved["members"] = members;
        }
        return resolved;
    }

    private static JsonObject Member(SandboxGuild? guild, ulong user)
    {
        var roles = guild?.HasMember(user) == true ? guild.RolesOf(user) : [];
        return new JsonObject
        {
            ["avatar"] = null,
            ["communication_disabled_until"] = null,
            ["flags"] = 0,
            ["joined_at"] = "2024-01-01T00:00:00.000000+00:00",
            ["nick"] = null,
            ["pending"] = false,
            ["premium_since"] = null,
            ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)Text(role))]),
        };
    }

    private static JsonObject User(ulong id, string? name, bool isBot) => UserJson.Full(id, name, isBot);

    private static ulong GuildIdOf(World world, Invocation invocation) => invocation.Guild ?? world.TheGuild.Id;

    private static SandboxGuild? GuildOf(World world, Invocation invocation) => world.FindGuild(GuildIdOf(world, invocation));

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Interactions;

/// <summary>Interactions as Discord writes them (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object).</summary>
internal static class InteractionBody
{
    public static byte[] Ping(ulong application, ulong id, string token) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["application_id"] = Text(application),
        ["entitlements"] = new JsonArray(),
        ["id"] = Text(id),
        ["token"] = token,
        ["type"] = 1,
        ["user"] = User(application, null, false),
        ["version"] = 1,
    });

    public static byte[] Command(World world, SentInteraction sent, Invocation invocation) => Command(world, sent, invocation, 2);

    /// <summary>What Discord asks while the command is still being typed.</summary>
    public static byte[] Autocomplete(World world, SentInteraction sent, Invocation invocation) => Command(world, sent, invocation, 4);

    private static byte[] Command(World world, SentInteraction sent, Invocation invocation, int type)
    {
        var data = new JsonObject { ["id"] = Text(world.BotId + 1000), ["name"] = invocation.Command, ["type"] = 1 };
        var options = invocation.Options.Select(pair => Option(pair.Key, pair.Value)).ToArray<JsonNode>();
        if (options.Length > 0)
        {
            data["options"] = new JsonArray(options);
        }
        var users = invocation.Options.Values.OfType<UserOption>().ToList();
        if (users.Count > 0)
        {
            data["resolved"] = Resolved(GuildOf(world, invocation), users);
        }
        if (!invocation.InDirectMessage)
        {
            data["guild_id"] = Text(GuildIdOf(world, invocation));
        }
        return Write(world, sent, invocation, type, data, null);
    }

    public static byte[] Click(World world, SentInteraction sent, Invocation by, string customId)
    {
        var message = sent.Clicked!.Message ?? [];
        message["id"] = Text(sent.Clicked.Id + 1);
        message["channel_id"] = Text(world.TheGuild.ChannelId);
        message["author"] = User(world.BotId, "rolesync", true);
        message["application_id"] = Text(world.BotId);
        message["type"] = 20;
        return Write(world, sent, by, 3, new JsonObject { ["component_type"] = 2, ["custom_id"] = customId, ["id"] = 2 }, message);
    }

    private static byte[] Write(World world, SentInteraction sent, Invocation by, int type, JsonObject data, JsonObject? message)
    {
        var body = new JsonObject
        {
            ["app_permissions"] = "2248473465835073",
            ["application_id"] = Text(world.BotId),
            ["attachment_size_limit"] = 10_485_760,
            ["channel_id"] = Text(world.TheGuild.ChannelId),
            ["channel"] = new JsonObject { ["id"] = Text(world.TheGuild.ChannelId), ["type"] = by.InDirectMessage ? 1 : 0 },
            ["context"] = by.InDirectMessage ? 1 : 0,
            ["data"] = data,
            ["entitlements"] = new JsonArray(),
            ["id"] = Text(sent.Id),
            ["locale"] = "en-US",
            ["token"] = sent.Token,
            ["type"] = type,
            ["version"] = 1,
        };
        if (message is not null)
        {
            body["message"] = message;
        }
        var user = User(by.User, by.UserName, false);
        if (by.InDirectMessage)
        {
            body["user"] = user;
            body["authorizing_integration_owners"] = new JsonObject { ["1"] = Text(by.User) };
            return JsonSerializer.SerializeToUtf8Bytes(body);
        }
        var guild = Text(GuildIdOf(world, by));
        body["authorizing_integration_owners"] = new JsonObject { ["0"] = guild };
        body["guild_id"] = guild;
        body["guild_locale"] = "en-US";
        body["guild"] = new JsonObject { ["features"] = new JsonArray(), ["id"] = guild, ["locale"] = "en-US" };
        var member = Member(GuildOf(world, by), by.User);
        member["permissions"] = Text(by.Permissions);
        member["user"] = user;
        body["member"] = member;
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private static JsonObject Option(string name, object value) => value switch
    {
        UserOption user => new JsonObject { ["name"] = name, ["type"] = 6, ["value"] = Text(user.Id) },
        bool flag => new JsonObject { ["name"] = name, ["type"] = 5, ["value"] = flag },
        int number => new JsonObject { ["name"] = name, ["type"] = 4, ["value"] = number },
        string text => new JsonObject { ["name"] = name, ["type"] = 3, ["value"] = text },
        _ => throw new ArgumentException($"The option {name} must be a string, a bool, an int or a UserOption."),
    };

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

    private static JsonObject User(ulong id, string? name, bool isBot)
    {
        var user = new JsonObject
        {
            ["avatar"] = null,
            ["discriminator"] = "0",
            ["global_name"] = name,
            ["id"] = Text(id),
            ["public_flags"] = 0,
            ["username"] = $"member_{Text(id)}",
        };
        if (isBot)
        {
            user["bot"] = true;
        }
        return user;
    }

    private static ulong GuildIdOf(World world, Invocation invocation) => invocation.Guild ?? world.TheGuild.Id;

    private static SandboxGuild? GuildOf(World world, Invocation invocation) => world.FindGuild(GuildIdOf(world, invocation));

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);
}

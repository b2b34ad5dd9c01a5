using System.Text.Json;
using System.Text.RegularExpressions;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord;

/// <summary>The bot about itself: user, application, gateway, commands.</summary>
internal sealed partial class ApplicationRoutes(World world)
{
    private const int MembersIntentLimited = 1 << 15; // GATEWAY_GUILD_MEMBERS_LIMITED: the switch of a bot in fewer than 100 guilds

    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", "/users/@me", _ => Answer.Json(200, WriteSelf)),
        new("GET", "/applications/@me", _ => Answer.Json(200, WriteApplication)) { Limit = LimitedRoute.Application },
        new("GET", "/gateway/bot", _ => Answer.Json(200, WriteGateway)) { Limit = LimitedRoute.GatewayBot },
        new("PUT", "/applications/{application}/commands", call => PutCommands(call, null)) { Limit = LimitedRoute.Commands, TopLevel = 1 },
        new("PUT", "/applications/{application}/guilds/{guild}/commands", PutGuildCommands) { Limit = LimitedRoute.GuildCommands, TopLevel = 3 },
    ];

    private void WriteSelf(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBotUser(world.BotId);
        json.WriteBoolean("mfa_enabled", true);
        json.WriteString("locale", "en-US");
        json.WriteNumber("premium_type", 0);
        json.WriteNull("email");
        json.WriteBoolean("verified", true);
        json.WriteEndObject();
    }

    private void WriteApplication(Utf8JsonWriter json)
    {
        var flags = world.MembersIntent ? MembersIntentLimited : 0;
        json.WriteStartObject();
        json.WriteId("id", world.BotId);
        json.WriteString("name", "rolesync");
        json.WriteString("description", "Keeps roles true to Ethos scores.");
        json.WriteNulls("icon", "type", "interactions_endpoint_url", "role_connections_verification_url", "team");
        json.WriteString("verify_key", new string('0', 64));
        json.WriteNumber("flags", flags);
        json.WriteString("flags_new", $"{flags}");
        json.WriteBoolean("bot_public", false);
        json.WriteBoolean("bot_require_code_grant", false);
        json.WriteNumber("approximate_guild_count", world.Guilds.Count);
        json.WriteNumber("approximate_user_install_count", 0);
        json.WriteNumber("approximate_user_authorization_count", 0);
        json.WriteNumber("explicit_content_filter", 0);
        foreach (var name in (ReadOnlySpan<string>)["redirect_uris", "eligible_oauth2_scopes"])
        {
            json.WriteStartArray(name);
            json.WriteEndArray();
        }
        foreach (var name in (ReadOnlySpan<string>)["owner", "bot"])
        {
            json.WriteStartObject(name);
            json.WriteBotUser(world.BotId);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void WriteGateway(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("url", "wss://gateway.discord.gg");
        json.WriteNumber("shards", 1);
        json.WriteStartObject("session_start_limit");
        json.WriteNumber("total", 1000);
        json.WriteNumber("remaining", 999);
        json.WriteNumber("reset_after", 14_400_000);
        json.WriteNumber("max_concurrency", 1);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private Answer PutGuildCommands(Call call) =>
        !call.TrySnowflake(3, out var id) ? DiscordError.NoSnowflake("guild_id", call.Segment(3))
        : world.FindGuild(id) is null ? DiscordError.MissingAccess()
        : PutCommands(call, id);

    private Answer PutCommands(Call call, ulong? guild)
    {
        if (!call.TrySnowflake(1, out var application) || application != world.BotId)
        {
            return DiscordError.UnknownApplication();
        }
        if (!call.HasJsonContentType)
        {
            return DiscordError.NotJson();
        }
        using var body = call.TryJson();
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Array)
        {
            return DiscordError.BadJson();
        }
        var commands = body.RootElement.EnumerateArray().Select(command => (Name: Text(command, "name"), Description: Text(command, "description"), command)).ToList();
        if (commands.Count > 100 || commands.Any(command => !CommandName().IsMatch(command.Name) || command.Description.Length is < 1 or > 100))
        {
            return DiscordError.InvalidForm("0", "BASE_TYPE_BAD_LENGTH", "A command needs a lower-case name of 1-32 and a description of 1-100 characters.");
        }
        return Answer.Json(200, json =>
        {
            json.WriteStartArray();
            for (var index = 0; index < commands.Count; index++)
            {
                WriteCommand(json, commands[index].command, commands[index].Name, commands[index].Description, guild, (ulong)index + 1);
            }
            json.WriteEndArray();
        });
    }

    private void WriteCommand(Utf8JsonWriter json, JsonElement command, string name, string description, ulong? guild, ulong number)
    {
        json.WriteStartObject();
        json.WriteId("id", world.BotId + 1000 + number);
        json.WriteId("application_id", world.BotId);
        json.WriteId("version", world.BotId + 2000 + number);
        json.WriteNumber("type", 1);
        json.WriteString("name", name);
        json.WriteString("description", description);
        if (guild is { } id)
        {
            json.WriteId("guild_id", id);
        }
        var permissions = Text(command, "default_member_permissions");
        json.WriteString("default_member_permissions", permissions.Length > 0 ? permissions : null);
        json.WriteEndObject();
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : "";

    [GeneratedRegex(@"^[-_\p{Ll}\p{Lo}\p{N}]{1,32}$")]
    private static partial Regex CommandName();
}

using System.Text.Json;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord;

/// <summary>The bot about itself: user, application, gateway.</summary>
internal sealed class ApplicationRoutes(World world, InteractionDesk interactions)
{
    private const int MembersIntentLimited = 1 << 15; // GATEWAY_GUILD_MEMBERS_LIMITED: the switch of a bot in fewer than 100 guilds

    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", "/users/@me", _ => Answer.Json(200, WriteSelf)),
        new("GET", "/applications/@me", _ => Answer.Json(200, WriteApplication)) { Limit = LimitedRoute.Application },
        new("GET", "/oauth2/applications/@me", _ => Answer.Json(200, WriteApplication)) { Limit = LimitedRoute.Application },
        new("GET", "/gateway/bot", _ => Answer.Json(200, WriteGateway)) { Limit = LimitedRoute.GatewayBot },
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
        json.WriteString("summary", ""); // long deprecated and still sent: clients of several languages read it unasked
        json.WriteNulls("icon", "type", "interactions_endpoint_url", "role_connections_verification_url", "team");
        json.WriteString("verify_key", interactions.PublicKey);
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
}

using System.Globalization;
using System.Text.Json;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord;

/// <summary>Roles, guilds and the bot's user as Discord writes them.</summary>
internal static class DiscordJson
{
    public static void WriteId(this Utf8JsonWriter json, string name, ulong id) => json.WriteString(name, id.ToString(CultureInfo.InvariantCulture));

    public static void WriteNulls(this Utf8JsonWriter json, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            json.WriteNull(name);
        }
    }

    public static void WriteRole(this Utf8JsonWriter json, SandboxRole role, ulong bot)
    {
        json.WriteStartObject();
        json.WriteId("id", role.Id);
        json.WriteString("name", role.Name);
        json.WriteString("permissions", ((role.PermissionsBeyond64 << 64) | role.Permissions).ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("position", role.Position);
        json.WriteNumber("color", role.Color);
        json.WriteStartObject("colors");
        json.WriteNumber("primary_color", role.Color);
        json.WriteNulls("secondary_color", "tertiary_color");
        json.WriteEndObject();
        json.WriteBoolean("hoist", role.IsHoisted);
        json.WriteBoolean("managed", role.IsManagedByDiscord);
        json.WriteBoolean("mentionable", role.IsMentionable);
        json.WriteNulls("icon", "unicode_emoji");
        WriteTags(json, role, bot);
        json.WriteNumber("flags", 0);
        json.WriteEndObject();
    }

    public static void WriteGuild(this Utf8JsonWriter json, SandboxGuild guild, ulong bot, bool counts)
    {
        json.WriteStartObject();
        json.WriteId("id", guild.Id);
        json.WriteString("name", guild.Name);
        json.WriteNulls("icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id", "afk_channel_id",
            "system_channel_id", "widget_channel_id", "max_presences", "vanity_url_code", "rules_channel_id", "safety_alerts_channel_id",
            "public_updates_channel_id", "incidents_data", "hub_type");
        json.WriteId("owner_id", guild.OwnerId);
        WriteSettings(json);
        json.WriteStartArray("roles");
        foreach (var role in guild.Roles)
        {
            json.WriteRole(role, bot);
        }
        json.WriteEndArray();
        if (counts)
        {
            json.WriteNumber("approximate_member_count", guild.MemberCount);
            json.WriteNumber("approximate_presence_count", guild.MemberCount / 3);
        }
        json.WriteEndObject();
    }

    /// <summary>The fields of the bot's user, without the braces.</summary>
    public static void WriteBotUser(this Utf8JsonWriter json, ulong bot)
    {
        json.WriteId("id", bot);
        json.WriteString("username", "rolesync");
        json.WriteNulls("avatar", "global_name", "primary_guild", "banner", "accent_color", "avatar_decoration_data", "collectibles");
        json.WriteString("discriminator", "0042");
        json.WriteNumber("public_flags", 0);
        json.WriteNumber("flags", 0);
        json.WriteBoolean("bot", true);
    }

    // What a guild has set that no role depends on.
    private static void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteString("region", "deprecated");
        json.WriteString("preferred_locale", "en-US");
        json.WriteNumber("afk_timeout", 300);
        json.WriteNumber("max_members", 25_000_000);
        foreach (var zero in (ReadOnlySpan<string>)["system_channel_flags", "verification_level", "default_message_notifications", "mfa_level",
            "explicit_content_filter", "premium_tier", "premium_subscription_count", "nsfw_level"])
        {
            json.WriteNumber(zero, 0);
        }
        json.WriteNumber("max_stage_video_channel_users", 50);
        json.WriteNumber("max_video_channel_users", 25);
        json.WriteBoolean("widget_enabled", false);
        json.WriteBoolean("premium_progress_bar_enabled", false);
        json.WriteBoolean("nsfw", false);
        foreach (var empty in (ReadOnlySpan<string>)["features", "emojis", "stickers"])
        {
            json.WriteStartArray(empty);
            json.WriteEndArray();
        }
    }

    private static void WriteTags(Utf8JsonWriter json, SandboxRole role, ulong bot)
    {
        if (!role.IsManagedByDiscord)
        {
            return;
        }
        json.WriteStartObject("tags");
        if (role.Kind == RoleKind.Bot)
        {
            json.WriteId("bot_id", bot);
        }
        else if (role.IsBooster)
        {
            json.WriteNull("premium_subscriber"); // the key alone says yes; its value is always null
        }
        else
        {
            json.WriteId("integration_id", role.Id + 1);
        }
        json.WriteEndObject();
    }
}

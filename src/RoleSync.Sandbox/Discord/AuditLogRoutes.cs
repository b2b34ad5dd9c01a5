using System.Globalization;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord;

/// <summary>The audit log, as far as it tells of members' roles (https://docs.discord.com/developers/resources/audit-log).</summary>
internal sealed class AuditLogRoutes(World world)
{
    private const string RolesOfMember = "25";

    public IEnumerable<DiscordRoute> All =>
        [new("GET", "/guilds/{guild}/audit-logs", call => GuildRoutes.InGuild(call, world, guild => List(call, guild))) { TopLevel = 1 }];

    private Answer List(Call call, SandboxGuild guild)
    {
        if (!guild.BotMayReadAuditLog)
        {
            return DiscordError.MissingPermissions();
        }
        if (!int.TryParse(call.Query("limit") ?? "50", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > 100)
        {
            return DiscordError.InvalidForm("limit", "NUMBER_TYPE_COERCE", "int value should be from 1 to 100.");
        }
        foreach (var name in (ReadOnlySpan<string>)["after", "before", "user_id"])
        {
            if (call.Query(name) is { } text && !Call.TryParseSnowflake(text, out _))
            {
                return DiscordError.NoSnowflake(name, text);
            }
        }
        var isAscending = call.Query("after") is not null; // newest first, except after an entry
        var after = Call.TryParseSnowflake(call.Query("after"), out var from) ? from : 0;
        var before = Call.TryParseSnowflake(call.Query("before"), out var to) ? to : ulong.MaxValue;
        var found = guild.AuditLog.Where(entry => entry.Id > after && entry.Id < before
            && (call.Query("action_type") ?? RolesOfMember) == RolesOfMember
            && (call.Query("user_id") is not { } user || user == Text(entry.By)));
        var page = (isAscending ? found.Take(limit) : found.Reverse().Take(limit)).ToList();
        return Answer.Json(200, json => Page(guild, page).WriteTo(json));
    }

    private JsonObject Page(SandboxGuild guild, List<AuditEntry> entries)
    {
        var page = new JsonObject
        {
            ["audit_log_entries"] = new JsonArray([.. entries.Select(entry => (JsonNode)Entry(guild, entry))]),
            ["users"] = new JsonArray([.. entries.SelectMany(entry => (ulong[])[entry.By, entry.Member]).Distinct()
                .Select(user => (JsonNode)UserJson.Full(user, null, world.IsBot(user)))]),
        };
        foreach (var name in (ReadOnlySpan<string>)["integrations", "webhooks", "guild_scheduled_events", "threads", "application_commands", "auto_moderation_rules"])
        {
            page[name] = new JsonArray();
        }
        return page;
    }

    private static JsonObject Entry(SandboxGuild guild, AuditEntry entry)
    {
        var changes = new JsonArray();
        foreach (var (key, roles) in (ReadOnlySpan<(string, IEnumerable<ulong>)>)[("$add", entry.Added), ("$remove", entry.Removed)])
        {
            var named = roles.Select(role => (JsonNode)new JsonObject { ["name"] = guild.FindRole(role)?.Name ?? "deleted-role", ["id"] = Text(role) }).ToArray();
            if (named.Length > 0)
            {
                changes.Add(new JsonObject { ["key"] = key, ["new_value"] = new JsonArray(named) });
            }
        }
        var json = new JsonObject
        {
            ["id"] = Text(entry.Id),
            ["user_id"] = Text(entry.By),
            ["target_id"] = Text(entry.Member),
            ["action_type"] = 25,
            ["changes"] = changes,
        };
        if (entry.Reason is not null)
        {
            json["reason"] = entry.Reason;
        }
        return json;
    }

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);
}

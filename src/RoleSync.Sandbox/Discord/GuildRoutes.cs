using System.Globalization;
using System.Text.Json;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord;

/// <summary>A guild and its roles.</summary>
internal sealed class GuildRoutes(World world)
{
    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", "/guilds/{guild}", call => InGuild(call, world, guild =>
            Answer.Json(200, json => json.WriteGuild(guild, world.BotId, call.Query("with_counts") is "true" or "1" or "True")))),
        new("GET", "/guilds/{guild}/roles", call => InGuild(call, world, guild => Answer.Json(200, json => WriteRoles(json, guild)))),
        new("POST", "/guilds/{guild}/roles", call => InGuild(call, world, guild => CreateRole(call, guild)))
        {
            Limit = LimitedRoute.CreateRole, TopLevel = 1,
        },
        new("GET", "/guilds/{guild}/roles/member-counts", call => InGuild(call, world, guild =>
            Answer.Json(200, json => WriteCounts(json, guild)))),
    ];

    public static Answer InGuild(Call call, World world, Func<SandboxGuild, Answer> answer) =>
        !call.TrySnowflake(1, out var id) ? DiscordError.NoSnowflake("guild_id", call.Segment(1))
        : world.FindGuild(id) is { } guild ? answer(guild)
        : DiscordError.UnknownGuild();

    private void WriteRoles(Utf8JsonWriter json, SandboxGuild guild)
    {
        json.WriteStartArray();
        foreach (var role in guild.Roles)
        {
            json.WriteRole(role, world.BotId);
        }
        json.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, SandboxGuild guild)
    {
        var counts = guild.CountBySlot();
        json.WriteStartObject();
        foreach (var role in guild.Roles.Where(role => role.Kind != RoleKind.Everyone))
        {
            json.WriteNumber(role.Id.ToString(CultureInfo.InvariantCulture), counts[role.Slot]);
        }
        json.WriteEndObject();
    }

    private Answer CreateRole(Call call, SandboxGuild guild)
    {
        if ((guild.BotPermissions & GuildRoles.ManageRoles) == 0)
        {
            return DiscordError.MissingPermissions();
        }
        if (call.Body.Length > 0 && !call.HasJsonContentType)
        {
            return DiscordError.NotJson();
        }
        using var body = call.TryJson();
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Object)
        {
            return DiscordError.BadJson();
        }
        var name = body.RootElement.TryGetProperty("name", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "new role";
        if (name.Length is 0 or > 100)
        {
            return DiscordError.InvalidForm("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.");
        }
        if (guild.Roles.Count >= 250)
        {
            return DiscordError.MaximumRoles();
        }
        var role = guild.AddRole(name);
        return Answer.Json(200, json => json.WriteRole(role, world.BotId));
    }
}

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
        var fields = body.RootElement;
        var name = fields.TryGetProperty("name", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "new role";
        if (name.Length is 0 or > 100)
        {
            return DiscordError.InvalidForm("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.");
        }
        var color = fields.TryGetProperty("color", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) ? value : 0;
        if (color is < 0 or > 0xFFFFFF)
        {
            return DiscordError.InvalidForm("color", "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.");
        }
        if (PermissionsIn(fields, guild) is not { } permissions)
        {
            return DiscordError.InvalidForm("permissions", "NUMBER_TYPE_COERCE", "Value is not int.");
        }
        if ((permissions & ~guild.BotPermissions) != 0)
        {
            return DiscordError.MissingPermissions(); // nobody gives what they do not have
        }
        if (guild.Roles.Count >= 250)
        {
            return DiscordError.MaximumRoles();
        }
        var role = guild.AddRole(new SandboxRole(0, name, 1, permissions, RoleKind.Foreign)
        {
            Color = color,
            IsMentionable = IsTrue(fields, "mentionable"),
            IsHoisted = IsTrue(fields, "hoist"),
        });
        return Answer.Json(200, json => json.WriteRole(role, world.BotId));
    }

    // A role that says nothing of permissions gets those of @everyone (https://docs.discord.com/developers/resources/guild#create-guild-role).
    private static ulong? PermissionsIn(JsonElement fields, SandboxGuild guild) =>
        !fields.TryGetProperty("permissions", out var value) || value.ValueKind == JsonValueKind.Null
            ? guild.Roles.First(role => role.Kind == RoleKind.Everyone).Permissions
            : ulong.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) ? bits : null;

    private static bool IsTrue(JsonElement fields, string name) => fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}

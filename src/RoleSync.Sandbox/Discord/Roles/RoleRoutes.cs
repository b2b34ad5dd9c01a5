using System.Globalization;
using System.Text.Json;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord.Roles;

/// <summary>The roles of a guild: all, one, how many hold each; made, edited, deleted.</summary>
internal sealed class RoleRoutes(World world)
{
    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", "/guilds/{guild}/roles", call => GuildRoutes.InGuild(call, world, guild => Answer.Json(200, json => WriteRoles(json, guild)))),
        new("POST", "/guilds/{guild}/roles", call => GuildRoutes.InGuild(call, world, guild => Create(call, guild)))
        {
            Limit = LimitedRoute.CreateRole, TopLevel = 1,
        },
        new("GET", "/guilds/{guild}/roles/member-counts", call => GuildRoutes.InGuild(call, world, guild =>
            Answer.Json(200, json => WriteCounts(json, guild)))),
        new("GET", "/guilds/{guild}/roles/{role}", call => WithRole(call, (_, role) => Show(role))),
        new("PATCH", "/guilds/{guild}/roles/{role}", call => WithRole(call, (guild, role) => Edit(call, guild, role))) { TopLevel = 1 },
        new("DELETE", "/guilds/{guild}/roles/{role}", call => WithRole(call, Delete)) { TopLevel = 1 },
    ];

    private Answer WithRole(Call call, Func<SandboxGuild, SandboxRole, Answer> answer) => GuildRoutes.InGuild(call, world, guild =>
        !call.TrySnowflake(3, out var id) ? DiscordError.NoSnowflake("role_id", call.Segment(3))
        : guild.FindRole(id) is { } role ? answer(guild, role)
        : DiscordError.UnknownRole());

    private Answer Show(SandboxRole role) => Answer.Json(200, json => json.WriteRole(role, world.BotId));

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

    // A role that says nothing of permissions gets those of @everyone (https://docs.discord.com/developers/resources/guild#create-guild-role).
    private Answer Create(Call call, SandboxGuild guild)
    {
        var everyone = guild.Roles.First(role => role.Kind == RoleKind.Everyone);
        var blank = new SandboxRole(0, "new role", 1, everyone.Permissions, RoleKind.Foreign) { PermissionsBeyond64 = everyone.PermissionsBeyond64 };
        return Read(call, guild, blank, out var role) is { } refusal ? refusal
            : guild.Roles.Count >= 250 ? DiscordError.MaximumRoles()
            : Show(guild.AddRole(role));
    }

    private Answer Edit(Call call, SandboxGuild guild, SandboxRole role)
    {
        if (!MayEdit(guild, role))
        {
            return DiscordError.MissingPermissions();
        }
        if (Read(call, guild, role, out var edited) is { } refusal)
        {
            return refusal;
        }
        guild.ChangeRole(role.Id, _ => edited);
        return Show(edited);
    }

    private static Answer Delete(SandboxGuild guild, SandboxRole role)
    {
        if (role.Kind == RoleKind.Everyone || role.IsManagedByDiscord)
        {
            return DiscordError.InvalidRole();
        }
        if (!MayEdit(guild, role))
        {
            return DiscordError.MissingPermissions();
        }
        guild.DeleteRole(role.Id);
        return Answer.NoContent();
    }

    private static bool MayEdit(SandboxGuild guild, SandboxRole role) =>
        (guild.BotPermissions & GuildRoles.ManageRoles) != 0 && guild.BotStandsAbove(role);

    private static Answer? Read(Call call, SandboxGuild guild, SandboxRole before, out SandboxRole after)
    {
        after = before;
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
        var form = new RoleForm(body.RootElement);
        if (form.Breach is { } breach)
        {
            return DiscordError.InvalidForm(breach);
        }
        after = form.Applied(before);
        return form.NeedsBoosts ? DiscordError.NeedsBoosts()
            : ((after.Permissions & ~before.Permissions) & ~guild.BotPermissions) != 0 || after.PermissionsBeyond64 != before.PermissionsBeyond64
                ? DiscordError.MissingPermissions() // nobody gives what they do not have
            : null;
    }
}

using RoleSync.Sandbox.Worlds;
using RoleSync.Simulation.Playing;

namespace RoleSync.Simulation.Histories;

/// <summary>A managed role is deleted; whoever runs the service mends the configuration later, by a role made anew, and restarts.</summary>
internal sealed record RoleIsDeleted(TimeSpan At, int Guild, double Role, TimeSpan MendedAfter) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var guild = scenario.Guild(Guild);
        SandboxRole[] roles = [.. guild.Roles.Where(role => role.Kind is RoleKind.Policy && role.Id != scenario.Policy(Guild).Verified)];
        var picked = roles[(int)(Role * roles.Length)];
        guild.DeleteRole(picked.Id);
        scenario.Judge.Disturbed(guild.Id);
        scenario.LaterAsync(MendedAfter, async () =>
        {
            await scenario.RenewRoleAsync(Guild, picked.Id);
            return $"the configuration of guild {Guild} names a new role for '{picked.Name}', and the service is restarted";
        });
        return Task.FromResult($"the role '{picked.Name}' of guild {Guild} is deleted");
    }
}

/// <summary>The configuration names another role than before; the old one stays in the guild, in everybody's hands.</summary>
internal sealed record RoleIsReplaced(TimeSpan At, int Guild, double Role) : HistoryEvent(At)
{
    public override async Task<string> PlayAsync(SimulatedRun scenario)
    {
        ulong[] named = [.. scenario.Policy(Guild).Named.Where(role => role != scenario.Policy(Guild).Verified && scenario.HasRole(Guild, role)).Order()];
        var picked = named[(int)(Role * named.Length)];
        await scenario.RenewRoleAsync(Guild, picked);
        return $"the configuration of guild {Guild} names a new role instead of {picked}, and the service is restarted";
    }
}

/// <summary>A managed role is put above the bot's for a while.</summary>
/// <param name="At">When.</param>
/// <param name="Guild">Where.</param>
/// <param name="Role">Which, as a share.</param>
/// <param name="For">How long.</param>
/// <param name="IsAwaited">Whether it is one that somebody is about to get, if there is such a role.</param>
internal sealed record RoleIsMoved(TimeSpan At, int Guild, double Role, TimeSpan For, bool IsAwaited) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var guild = scenario.Guild(Guild);
        SandboxRole[] roles = [.. guild.Roles.Where(role => role.Kind is RoleKind.Policy)];
        if (IsAwaited && Awaited(scenario) is { Count: > 0 } awaited)
        {
            roles = [.. roles.Where(role => awaited.Contains(role.Id))];
        }

        var picked = roles[(int)(Role * roles.Length)];
        guild.MoveRole(picked.Id, 240);
        scenario.Judge.Moved(guild.Id, picked.Id);
        scenario.Later(For, () =>
        {
            if (scenario.HasRole(Guild, picked.Id))
            {
                guild.MoveRole(picked.Id, picked.Position);
            }

            scenario.Judge.Moved(guild.Id, picked.Id);
            return $"'{picked.Name}' is back below the bot";
        });
        return Task.FromResult($"'{picked.Name}' is moved above the bot");
    }

    /// <summary>The tier roles that members should have and have not.</summary>
    private HashSet<ulong> Awaited(SimulatedRun scenario)
    {
        var (guild, policy) = (scenario.Guild(Guild), scenario.Policy(Guild));
        HashSet<ulong> awaited = [];
        foreach (var member in guild.MemberIds().Where(member => guild.RolesOf(member).Contains(policy.Verified)))
        {
            awaited.UnionWith((policy.Demanded(scenario.Sandbox.World.Ethos.Find(member)) ?? []).Where(role => policy.TierOf(role) >= 0 && scenario.HasRole(Guild, role)).Except(guild.RolesOf(member)));
        }

        return awaited;
    }
}

/// <summary>The bot loses Manage Roles for a while.</summary>
internal sealed record PermissionIsTaken(TimeSpan At, int Guild, TimeSpan For) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var guild = scenario.Guild(Guild);
        guild.BotMayManageRoles = false;
        scenario.Judge.Disturbed(guild.Id);
        scenario.Later(For, () =>
        {
            guild.BotMayManageRoles = true;
            scenario.Judge.Disturbed(guild.Id);
            return $"the bot may manage roles of guild {Guild} again";
        });
        return Task.FromResult($"the bot may not manage roles of guild {Guild}");
    }
}

/// <summary>The members intent is switched off for a while.</summary>
internal sealed record IntentIsOff(TimeSpan At, TimeSpan For) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        scenario.Sandbox.World.MembersIntent = false;
        scenario.Judge.Refused();
        scenario.Later(For, () =>
        {
            scenario.Sandbox.World.MembersIntent = true;
            return "the members intent is on again";
        });
        return Task.FromResult("the members intent is off");
    }
}

using RoleSync.Sandbox.Worlds;
using RoleSync.Simulation.Playing;

namespace RoleSync.Simulation.Histories;

/// <summary>A managed role is deleted; whoever runs the service mends the configuration later, by a role made anew, and restarts.</summary>
internal sealed record RoleIsDeleted(TimeSpan At, int Guild, double Role, TimeSpan MendedAfter) : Happening(At)
{
    public override Task<string> PlayAsync(Stage stage)
    {
        var guild = stage.Guild(Guild);
        SandboxRole[] roles = [.. guild.Roles.Where(role => role.Kind is RoleKind.Policy && role.Id != stage.Policy(Guild).Verified)];
        var picked = roles[(int)(Role * roles.Length)];
        guild.DeleteRole(picked.Id);
        stage.Judge.Disturbed(guild.Id);
        stage.LaterAsync(MendedAfter, async () =>
        {
            await stage.RenewRoleAsync(Guild, picked.Id);
            return $"the configuration of guild {Guild} names a new role for '{picked.Name}', and the service is restarted";
        });
        return Task.FromResult($"the role '{picked.Name}' of guild {Guild} is deleted");
    }
}

/// <summary>The configuration names another role than before; the old one stays in the guild, in everybody's hands.</summary>
internal sealed record RoleIsReplaced(TimeSpan At, int Guild, double Role) : Happening(At)
{
    public override async Task<string> PlayAsync(Stage stage)
    {
        ulong[] named = [.. stage.Policy(Guild).Named.Where(role => role != stage.Policy(Guild).Verified && stage.HasRole(Guild, role)).Order()];
        var picked = named[(int)(Role * named.Length)];
        await stage.RenewRoleAsync(Guild, picked);
        return $"the configuration of guild {Guild} names a new role instead of {picked}, and the service is restarted";
    }
}

/// <summary>A managed role is put above the bot's for a while.</summary>
internal sealed record RoleIsMoved(TimeSpan At, int Guild, double Role, TimeSpan For) : Happening(At)
{
    public override Task<string> PlayAsync(Stage stage)
    {
        var guild = stage.Guild(Guild);
        SandboxRole[] roles = [.. guild.Roles.Where(role => role.Kind is RoleKind.Policy)];
        var picked = roles[(int)(Role * roles.Length)];
        guild.MoveRole(picked.Id, 240);
        stage.Judge.Disturbed(guild.Id);
        stage.Later(For, () =>
        {
            if (stage.HasRole(Guild, picked.Id))
            {
                guild.MoveRole(picked.Id, picked.Position);
            }

            stage.Judge.Disturbed(guild.Id);
            return $"'{picked.Name}' is back below the bot";
        });
        return Task.FromResult($"'{picked.Name}' is moved above the bot");
    }
}

/// <summary>The bot loses Manage Roles for a while.</summary>
internal sealed record PermissionIsTaken(TimeSpan At, int Guild, TimeSpan For) : Happening(At)
{
    public override Task<string> PlayAsync(Stage stage)
    {
        var guild = stage.Guild(Guild);
        guild.BotMayManageRoles = false;
        stage.Judge.Disturbed(guild.Id);
        stage.Later(For, () =>
        {
            guild.BotMayManageRoles = true;
            stage.Judge.Disturbed(guild.Id);
            return $"the bot may manage roles of guild {Guild} again";
        });
        return Task.FromResult($"the bot may not manage roles of guild {Guild}");
    }
}

/// <summary>The members intent is switched off for a while.</summary>
internal sealed record IntentIsOff(TimeSpan At, TimeSpan For) : Happening(At)
{
    public override Task<string> PlayAsync(Stage stage)
    {
        stage.Sandbox.World.MembersIntent = false;
        stage.Later(For, () =>
        {
            stage.Sandbox.World.MembersIntent = true;
            return "the members intent is on again";
        });
        return Task.FromResult("the members intent is off");
    }
}

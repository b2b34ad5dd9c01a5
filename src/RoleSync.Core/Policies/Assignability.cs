using RoleSync.Core.Guilds;

namespace RoleSync.Core.Policies;

/// <summary>
/// Works out, before anything is sent, which managed roles the bot can give and take.
/// See <see href="https://discord.com/developers/docs/topics/permissions#permission-hierarchy">Discord on the permission hierarchy</see>.
/// </summary>
public static class Assignability
{
    /// <summary>Compares the policy with the guild as it is now. Pure.</summary>
    /// <param name="guild">With all its roles.</param>
    /// <param name="bot">The bot's own member of that guild.</param>
    /// <param name="policy">Which roles are managed.</param>
    public static Preflight Check(Guild guild, Member bot, Policy policy)
    {
        var roles = guild.Roles.ToDictionary(role => role.Id);
        var isOwner = guild.Owner == bot.Id;
        var own = guild.Roles.Where(role => role.Id.Value == guild.Id.Value || bot.Has(role.Id)).ToList();
        var highest = own.Aggregate((Role?)null, (top, role) => top is null || role.IsAbove(top) ? role : top);
        var obstacles = new Dictionary<RoleId, string>();

        // A run never gives nor takes the verified role, so nothing needs to be possible with it: what a verification finds in its way stands apart.
        foreach (var managed in policy.Roles.Where(managed => managed.Id != policy.Verified))
        {
            if (Obstacle(managed, guild, roles.GetValueOrDefault(managed.Id), isOwner ? null : highest) is { } obstacle)
            {
                obstacles.Add(managed.Id, obstacle);
            }
        }

        return new Preflight(Fatal(guild, own, isOwner, policy, roles), obstacles)
        {
            VerifiedObstacle = Obstacle(policy.Find(policy.Verified)!, guild, roles.GetValueOrDefault(policy.Verified), isOwner ? null : highest),
        };
    }

    private static string? Fatal(
        Guild guild, List<Role> own, bool isOwner, Policy policy, Dictionary<RoleId, Role> roles)
    {
        var permissions = own.Aggregate(Permissions.None, (all, role) => all | role.Permissions);
        if (!isOwner && (permissions & (Permissions.Administrator | Permissions.ManageRoles)) == 0)
        {
            return $"The bot may not manage roles in {guild.Name}: give one of its roles the permission Manage Roles, then start again.";
        }

        return policy.Verified.Value == guild.Id.Value || !roles.ContainsKey(policy.Verified)
            ? $"{guild.Name} has no role {policy.Verified}, which puts members in scope ({PolicyKey.Verified}): set the id of a role that exists, then start again."
            : null;
    }

    /// <param name="managed">The role as the policy names it.</param>
    /// <param name="guild">The guild.</param>
    /// <param name="role">The role as the guild has it; null when it has none of that id.</param>
    /// <param name="highest">The bot's highest role; null when the bot owns the guild and stands above all.</param>
    private static string? Obstacle(ManagedRole managed, Guild guild, Role? role, Role? highest)
    {
        if (role is null)
        {
            return $"The role {managed.Id} for {managed.Name} ({managed.Key}) is not in {guild.Name}: it was deleted, or the id is wrong. "
                + "Set the id of a role that exists, or leave the setting out.";
        }

        if (role.Id.Value == guild.Id.Value)
        {
            return $"{managed.Key} names @everyone, which nobody can be given. Set the id of another role.";
        }

        if (role.IsDiscordManaged)
        {
            return $"The role \"{role.Name}\" for {managed.Name} ({managed.Key}) is managed by Discord (of a bot, an integration, boosters or linked accounts) "
                + "and cannot be given or taken. Set the id of an ordinary role.";
        }

        return highest is not null && !highest.IsAbove(role)
            ? $"The role \"{role.Name}\" for {managed.Name} ({managed.Key}) is not below the bot's highest role \"{highest.Name}\". "
                + "In Server Settings, Roles, drag the bot's role above it."
            : null;
    }
}

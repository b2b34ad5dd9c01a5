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
    public static AssignabilityVerdict Check(Guild guild, Member bot, Policy policy)
    {
        var reach = new Reach(guild, bot);
        var obstacles = new Dictionary<RoleId, string>();

        // Only where everybody is in scope does a run give the verified role; else nothing needs to be possible with it: what a verification finds in its way stands apart.
        foreach (var managed in policy.Roles.Where(managed => managed.Id != policy.Verified || policy.Scope is Scope.Everyone))
        {
            if (Obstacle(managed, reach) is { } obstacle)
            {
                obstacles.Add(managed.Id, obstacle);
            }
        }

        var missing = policy.Verified.Value == guild.Id.Value || reach.Find(policy.Verified) is null
            ? $"{guild.Name} has no role {policy.Verified}, which puts members in scope ({PolicyKey.Verified}): set the id of a role that exists, then start again."
            : null;
        return new AssignabilityVerdict(reach.Forbidden ?? missing, obstacles)
        {
            VerifiedObstacle = Obstacle(policy.Find(policy.Verified)!, reach),
        };
    }

    /// <summary>Why the bot may not make, give or take any role, and what to do; null when it may.</summary>
    public static string? Forbidden(Guild guild, Member bot) => new Reach(guild, bot).Forbidden;

    /// <summary>Why the bot cannot give or take this role, and what to do; null when it can.</summary>
    public static string? Obstacle(Guild guild, Member bot, ManagedRole managed) => Obstacle(managed, new Reach(guild, bot));

    private static string? Obstacle(ManagedRole managed, Reach reach)
    {
        var guild = reach.Guild;
        if (reach.Find(managed.Id) is not { } role)
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

        return reach.Highest is { } highest && !highest.IsAbove(role)
            ? $"The role \"{role.Name}\" for {managed.Name} ({managed.Key}) is not below the bot's highest role \"{highest.Name}\". "
                + "In Server Settings, Roles, drag the bot's role above it."
            : null;
    }

    /// <summary>How far the bot reaches in a guild.</summary>
    private sealed class Reach
    {
        private readonly Dictionary<RoleId, Role> _roles;

        public Reach(Guild guild, Member bot)
        {
            Guild = guild;
            _roles = guild.Roles.ToDictionary(role => role.Id);
            var own = guild.Roles.Where(role => role.Id.Value == guild.Id.Value || bot.Has(role.Id)).ToList();
            var isOwner = guild.Owner == bot.Id;
            Highest = isOwner ? null : own.Aggregate((Role?)null, (top, role) => top is null || role.IsAbove(top) ? role : top);
            var permissions = own.Aggregate(Permissions.None, (all, role) => all | role.Permissions);
            Forbidden = isOwner || permissions.Has(Permissions.Administrator) || permissions.Has(Permissions.ManageRoles)
                ? null
                : $"The bot may not manage roles in {guild.Name}: give one of its roles the permission Manage Roles, then start again.";
        }

        public Guild Guild { get; }

        /// <summary>The bot's highest role; null when the bot owns the guild and stands above all.</summary>
        public Role? Highest { get; }

        public string? Forbidden { get; }

        /// <summary>The role as the guild has it; null when it has none of that id.</summary>
        public Role? Find(RoleId id) => _roles.GetValueOrDefault(id);
    }
}

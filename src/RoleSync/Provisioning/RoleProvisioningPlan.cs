using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Reading;

namespace RoleSync.Provisioning;

/// <summary>What is to be made in a guild, as it was found, and what became of it. Decides; calls nobody.</summary>
internal sealed class RoleProvisioningPlan(
    GuildId guild, RoleRequest request, GuildRead.Known found, PolicyDraft configured, IReadOnlyDictionary<string, RoleId> stored,
    IReadOnlyDictionary<string, RoleId> intended)
{
    private readonly PolicyDraft _complete = configured.CompletedBy(stored);

    public GuildId Guild => guild;

    public RoleRequest Request => request;

    /// <summary>The highest role id in the guild: whatever is made later has a higher one, by Discord's clock alone.</summary>
    public RoleId Highest { get; set; } = found.Guild.Roles.Max(role => role.Id);

    /// <summary>What was done, by key.</summary>
    public Dictionary<string, RoleAction> Actions { get; } = [];

    /// <summary>What a person has to decide, by key.</summary>
    public Dictionary<string, string> Problems { get; } = [];

    /// <summary>The keys that have no role which exists. One that is configured and gone is no matter of ours: the setting would win.</summary>
    public IReadOnlyList<PolicyKey> Missing { get; } =
    [
        .. configured.Ladder.Keys
            .Where(key => request.Variants || key.Rank is not { Variant: not Variant.Base })
            .Where(key => configured.Find(key.Key) is null)
            .Where(key => configured.CompletedBy(stored).Find(key.Key) is not { } role || found.Find(role) is null),
    ];

    /// <summary>Why nothing can be made at all; null when it can.</summary>
    /// <param name="mostRoles">So many roles Discord allows in a guild.</param>
    public string? Hindrance(int mostRoles)
    {
        if (Missing.Count > 0 && Assignability.Forbidden(found.Guild, found.Bot) is { } forbidden)
        {
            return forbidden;
        }

        var (there, more) = (found.Guild.Roles.Count, Missing.Count(key => Choose(key) is RoleChoice.Make));
        return there + more > mostRoles
            ? $"{found.Guild.Name} has {there} roles, {more} more were to be made, and Discord allows {mostRoles}: nothing was made. "
                + "Delete some, or leave out the variants of the tiers (--base-only)."
            : null;
    }

    /// <summary>How the role of a key is come by.</summary>
    public RoleChoice Choose(PolicyKey key)
    {
        if (intended.TryGetValue(key.Key, out var above) && MadeSince(found, key, above) is { } ours)
        {
            return new RoleChoice.Take(ours.Id, RoleAction.Made);
        }

        var name = RoleAppearance.Of(key).Name;
        var same = found.Guild.Roles.Where(role => string.Equals(role.Name, name, StringComparison.OrdinalIgnoreCase) && !IsTaken(role.Id)).ToList();
        return same switch
        {
            [] => new RoleChoice.Make(),
            [var one] when request.Adopt => Adopt(key, one),
            [var one] => new RoleChoice.Leave(
                $"{found.Guild.Name} has a role named \"{one.Name}\" already ({one.Id}): adopt it (--adopt), set ETHOS_{key.Key} to the role that is meant, or rename it."),
            _ => new RoleChoice.Leave(
                $"{found.Guild.Name} has {same.Count} roles named \"{name}\" ({string.Join(", ", same.Select(role => role.Id))}): set ETHOS_{key.Key} to the one that is meant, or rename them."),
        };
    }

    /// <summary>The report with what was done.</summary>
    public RoleReport Onto(RoleReport report, string? stopped) => report with
    {
        Problem = stopped ?? report.Problem,
        Roles =
        [
            .. report.Roles.Select(state => state with
            {
                Done = Actions.GetValueOrDefault(state.Key.Key),
                Problem = Problems.GetValueOrDefault(state.Key.Key) ?? state.Problem,
            }),
        ],
    };

    /// <summary>The role that was made for a key since the guild's highest role id was that one; null when there is none.</summary>
    public static Role? MadeSince(GuildRead.Known found, PolicyKey key, RoleId above) => found.Guild.Roles
        .Where(role => role.Id > above && role.Name == RoleAppearance.Of(key).Name && !role.IsDiscordManaged && role.Permissions == Permissions.None)
        .MinBy(role => role.Id);

    private RoleChoice Adopt(PolicyKey key, Role role)
    {
        var everyone = found.Guild.Roles.FirstOrDefault(other => other.Id.Value == guild.Value)?.Permissions ?? Permissions.None;
        if (role.Permissions.Without(everyone) != Permissions.None && key.Key != PolicyKey.Verified)
        {
            return new RoleChoice.Leave(
                $"The role \"{role.Name}\" ({role.Id}) gives permissions that @everyone does not have, so it is not adopted: take them from it, or set ETHOS_{key.Key} if that is meant.");
        }

        return key.Key != PolicyKey.Verified
            && Assignability.Obstacle(found.Guild, found.Bot, new ManagedRole(role.Id, key.Key, key.Name, key.Rank)) is { } obstacle
            ? new RoleChoice.Leave(obstacle)
            : new RoleChoice.Take(role.Id, RoleAction.Adopted);
    }

    private bool IsTaken(RoleId role) => configured.Exempt == role
        || configured.Ladder.Keys.Any(key => _complete.Find(key.Key) == role && found.Find(role) is not null);
}

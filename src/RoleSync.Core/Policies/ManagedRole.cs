using RoleSync.Core.Guilds;

namespace RoleSync.Core.Policies;

/// <summary>A role that the policy names.</summary>
/// <param name="Id">The role in the guild.</param>
/// <param name="Key">The configuration key that names it, e.g. <c>ROLE_KNOWN_VALIDATOR</c>.</param>
/// <param name="Name">What it stands for, e.g. <c>Known (validator)</c>; the guild's own name for the role may differ.</param>
/// <param name="Rank">Where it stands among the tier roles; null for badges and status roles.</param>
public sealed record ManagedRole(RoleId Id, string Key, string Name, TierRank? Rank)
{
    /// <summary>True for the role of a tier.</summary>
    public bool IsTier => Rank is not null;
}

using System.Collections.ObjectModel;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;

namespace RoleSync.Work;

/// <summary>A guild as an inspection found it: what is wanted there, and what stands in the way of that.</summary>
/// <param name="Policy">The guild's policy: which roles are managed, and who gets them.</param>
/// <param name="Obstacles">For each managed role that the bot cannot give or take, a sentence that says why and what to do.</param>
internal sealed record GuildState(Policy Policy, IReadOnlyDictionary<RoleId, string> Obstacles)
{
    /// <summary>Why the bot cannot give the verified role, which a verification gives and a run does not; null when it can.</summary>
    public string? VerifiedObstacle { get; init; }

    /// <summary>About how many members the guild has, by Discord's own count; null where Discord did not say.</summary>
    public int? ApproximateMembers { get; init; }

    /// <summary>A guild of which nothing but its policy is known: no role has an obstacle.</summary>
    public static GuildState Uninspected(Policy policy) => new(policy, ReadOnlyDictionary<RoleId, string>.Empty);

    /// <summary>Why the role cannot be written; null when it can. A role that the policy does not name never can.</summary>
    public string? ObstacleOf(RoleId role) => Policy.Managed.Contains(role) ? Obstacles.GetValueOrDefault(role) : Applicability.NotNamed(role);
}

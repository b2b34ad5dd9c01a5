using RoleSync.Core.Guilds;

namespace RoleSync.Work;

/// <summary>What stands in the way of the policy in a guild right now.</summary>
/// <param name="Obstacles">For each managed role that cannot be given or taken, a sentence that says why.</param>
/// <param name="ApproximateMembers">About how many members the guild has.</param>
internal sealed record Inspection(IReadOnlyDictionary<RoleId, string> Obstacles, int? ApproximateMembers)
{
    /// <summary>Why the verified role cannot be given; null when it can.</summary>
    public string? VerifiedObstacle { get; init; }
}

using RoleSync.Core.Guilds;

namespace RoleSync.Core.Policies;

/// <summary>What the bot can do with the managed roles of a guild, told before anything is written.</summary>
/// <param name="Fatal">Why no run can do anything here, and what to do; null when runs can go on.</param>
/// <param name="Obstacles">Per managed role that the bot cannot give or take: why, and what to do.</param>
public sealed record AssignabilityVerdict(string? Fatal, IReadOnlyDictionary<RoleId, string> Obstacles)
{
    /// <summary>Why the bot cannot give the verified role, which a verification gives and a run does not; null when it can.</summary>
    public string? VerifiedObstacle { get; init; }
}

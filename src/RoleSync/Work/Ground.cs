using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;

namespace RoleSync.Work;

/// <summary>What planning stands on.</summary>
/// <param name="Policy">The guild's policy.</param>
/// <param name="Obstacles">For each managed role that cannot be given or taken, a sentence that says why.</param>
internal sealed record Ground(Policy Policy, IReadOnlyDictionary<RoleId, string> Obstacles);

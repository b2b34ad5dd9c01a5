using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Core.Records;

/// <summary>What a run is asked to do; <see cref="Run"/> says what the names mean.</summary>
public sealed record RunRequest(
    GuildId Guild, RunKind Kind, RunTrigger Trigger, int StartIndex, int ChunkSize, bool ContinuesByItself, RunId? Of = null)
{
    /// <summary>The time that the schedule had it due; null for a run that somebody asked for.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Whether nothing that was planned before now is applied without another look.</summary>
    public bool LooksAgain { get; init; }
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Storage;

/// <summary>What a run is asked to do; <see cref="Run"/> says what the names mean.</summary>
internal sealed record NewRun(
    GuildId Guild, RunKind Kind, RunTrigger Trigger, int StartIndex, int ChunkSize, bool ContinuesByItself, RunId? Of = null)
{
    /// <summary>The time that the schedule had it due; null for a run that somebody asked for.</summary>
    public DateTimeOffset? Due { get; init; }
}

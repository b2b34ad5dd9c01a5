using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Scheduling;

/// <summary>What somebody asks to be run.</summary>
/// <param name="Guild">A configured guild; null for the default one.</param>
/// <param name="Trigger">Who asks.</param>
/// <param name="StartIndex">
/// Index of the first member: 0 plans anew, where the guild's waiting or stopped run stands goes on with that run. Null: whatever is left of that run
/// is gone on with; a new run at 0 where there is none.
/// </param>
/// <param name="ChunkSize">1 to 100,000; null for the configured size.</param>
/// <param name="DryRun">Plan only.</param>
internal sealed record StartRequest(GuildId? Guild, RunTrigger Trigger, int? StartIndex = 0, int? ChunkSize = null, bool DryRun = false)
{
    /// <summary>The time that the schedule has it due; null for a run that somebody asks for.</summary>
    public DateTimeOffset? Due { get; init; }
}

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

/// <summary>What became of a request to start a run.</summary>
internal abstract record StartAnswer
{
    private StartAnswer()
    {
    }

    /// <summary>A new run has begun, or a waiting or stopped one goes on.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="GoesOn">Whether it had begun before.</param>
    public sealed record Started(Run Run, bool GoesOn = false) : StartAnswer;

    /// <summary>A run of the guild that somebody asked for is in line, planning, held or applying.</summary>
    public sealed record Busy(Run Active) : StartAnswer
    {
        public string Why => Active.Phase is RunPhase.Queued
            ? $"Run {Active.Id} of guild {Active.Guild} is next in line, and begins as soon as the scheduled run before it has given way: wait for its end, or stop it with rolesync stop or POST /stop-sync."
            : Active.Phase is RunPhase.Held
            ? $"Run {Active.Id} of guild {Active.Guild} is held: {Active.Error} Approve it (rolesync approve {Active.Id}, or POST /runs/{Active.Id}/approve) "
                + $"or reject it (rolesync reject {Active.Id}, or POST /runs/{Active.Id}/reject) first."
            : $"Run {Active.Id} of guild {Active.Guild} is active (phase {Active.Phase.ToString().ToLowerInvariant()}): wait for its end, or stop it with rolesync stop or POST /stop-sync.";
    }

    /// <summary>Nothing can be started now, because nothing is sent to Discord.</summary>
    /// <param name="Why">A sentence that says why, and when that is tried again.</param>
    /// <param name="RetryAfter">From now until it is tried again.</param>
    public sealed record Unavailable(string Why, TimeSpan RetryAfter) : StartAnswer;

    /// <summary>There is no such guild in the configuration.</summary>
    public sealed record NotConfigured(string Why) : StartAnswer;

    /// <summary>The start index lies beyond the members of the waiting run.</summary>
    public sealed record BeyondEnd(string Why) : StartAnswer;
}

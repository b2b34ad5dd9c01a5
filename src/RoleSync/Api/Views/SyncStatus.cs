using RoleSync.Core.Runs;
using RoleSync.Scheduling;

namespace RoleSync.Api.Views;

/// <summary>What GET /sync-status says of the newest run of a guild; the names and units of the first nine fields are the old bot's.</summary>
/// <param name="IsRunning">True while the phase is queued, planning or applying, between chunks that follow each other by themselves too.</param>
/// <param name="ShouldStop">True from the moment somebody asked the run to stop until it has.</param>
/// <param name="CurrentGuild">The guild's id; null before the first run.</param>
/// <param name="StartTime">Milliseconds since 1970; null before the first run.</param>
/// <param name="ProcessedUsers">Members that are done, counted from the start of the run's list.</param>
/// <param name="TotalUsers">Members of the run.</param>
/// <param name="CurrentBatch">Number of the batch under way, from 1; 0 while there is none.</param>
/// <param name="LastProcessedIndex">Index of the last member that is done; -1 while nobody is.</param>
/// <param name="Duration">Milliseconds from the start until now or the end.</param>
/// <param name="RunId">The run; null before the first one.</param>
/// <param name="Kind">sync, dryRun, member, undo.</param>
/// <param name="Trigger">HTTP, CRON, CLI, DISCORD, PASS.</param>
/// <param name="Phase">queued, planning, held, applying, waiting, completed, stopped, failed.</param>
/// <param name="NextIndex">Index of the next member to do.</param>
/// <param name="Listed">Members of the guild that planning has listed.</param>
/// <param name="ApproximateMembers">About how many members the guild has.</param>
/// <param name="Planned">Changes that can be sent.</param>
/// <param name="Applied">Changes that Discord confirmed.</param>
/// <param name="Failed">Changes that got no usable answer.</param>
/// <param name="Refused">Changes that Discord does not allow.</param>
/// <param name="Skipped">Changes that no longer held, or were withheld.</param>
/// <param name="Unknown">Members for whom Ethos gave no trustworthy answer.</param>
/// <param name="Error">What a person should know, in sentences.</param>
/// <param name="EtaMs">Milliseconds that are left, by the speed so far; null when unknown.</param>
/// <param name="ResumesAt">Milliseconds since 1970 when the run goes on, where it rests; else null.</param>
/// <param name="Result">What a completed run has achieved: ok, warnings, nothing; else null.</param>
/// <param name="Warnings">What was left undone, in sentences, where the result is warnings or nothing; else null.</param>
/// <param name="MembersLeft">Members that are not done yet.</param>
/// <param name="Rest">What does those that are left, where the run waits for its next trigger: a sentence; else null.</param>
internal sealed record SyncStatus(
    bool IsRunning, bool ShouldStop, string? CurrentGuild, long? StartTime, int ProcessedUsers, int TotalUsers, int CurrentBatch,
    int LastProcessedIndex, long Duration, long? RunId, string? Kind, string? Trigger, string? Phase, int NextIndex, int Listed,
    int? ApproximateMembers, int Planned, int Applied, int Failed, int Refused, int Skipped, int Unknown, string? Error, long? EtaMs, long? ResumesAt,
    string? Result, string? Warnings, int MembersLeft, string? Rest)
{
    /// <summary>Members who held managed roles without the verified role at the last look at the guild; GET /runs/{id}/strays lists them.</summary>
    public int Strays { get; init; }

    /// <summary>The last pass over the guild, which leaves no run where it found nothing to do; null before the first.</summary>
    public LastPassView? LastPass { get; init; }

    /// <summary>Before the first run.</summary>
    public static SyncStatus None { get; } =
        new(false, false, null, null, 0, 0, 0, -1, 0, null, null, null, null, 0, 0, null, 0, 0, 0, 0, 0, 0, null, null, null, null, null, 0, null);

    public static SyncStatus Of(Run run, int batchSize, double maxUnknown, DateTimeOffset now)
    {
        var result = RunResult.Of(run, maxUnknown);
        var running = run.Phase.IsRunning();
        return new SyncStatus(
            running,
            running && run.StopRequested,
            run.Guild.ToString(),
            run.CreatedAt.ToUnixTimeMilliseconds(),
            run.LastProcessedIndex + 1,
            run.Total,
            running ? (run.NextIndex / batchSize) + 1 : 0,
            run.LastProcessedIndex,
            (long)((run.EndedAt ?? now) - run.CreatedAt).TotalMilliseconds,
            run.Id.Value,
            JsonNames.Name(run.Kind),
            JsonNames.Upper(run.Trigger),
            JsonNames.Name(run.Phase),
            run.NextIndex,
            run.Listed,
            run.ApproximateMembers,
            run.Planned,
            run.Applied,
            run.Failed,
            run.Refused,
            run.Skipped,
            run.Unknown,
            run.Error,
            (long?)Progress.Left(run, now)?.TotalMilliseconds,
            run.ResumesAt?.ToUnixTimeMilliseconds(),
            result is null ? null : JsonNames.Name(result.Kind),
            result?.Why,
            Math.Max(run.Total - run.NextIndex, 0),
            RemainderSentence.Of(run));
    }
}

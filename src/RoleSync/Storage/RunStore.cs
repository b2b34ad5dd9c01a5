using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;

namespace RoleSync.Storage;

/// <summary>
/// Runs and their changes. Every write of a firing is an UPDATE guarded by the run's epoch: false means that a newer firing
/// owns the run, and that nothing was written.
/// </summary>
internal sealed class RunStore
{
    /// <summary>Stores a new run in phase planning unless a run of the guild is planning, held or applying (a unique index decides, not a look before). A waiting run of the guild is ended as stopped.</summary>
    public Task<RunStart> StartAsync(NewRun wish, CancellationToken ct) => throw new NotImplementedException();

    public Task<Run?> FindAsync(RunId run, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The newest run, of one guild or of all.</summary>
    public Task<Run?> LatestAsync(GuildId? guild, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The guild's run in phase planning, held or applying.</summary>
    public Task<Run?> ActiveAsync(GuildId guild, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The guild's newest run if it waits, or was stopped after its plan was complete.</summary>
    public Task<Run?> ResumableAsync(GuildId guild, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Runs, newest first, with ids below <paramref name="before"/>.</summary>
    public Task<IReadOnlyList<Run>> ListAsync(GuildId? guild, RunId? before, int limit, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Changes of a run with ids above <paramref name="after"/>, in order.</summary>
    public Task<IReadOnlyList<RecordedChange>> ChangesAsync(RunId run, long after, int limit, Outcome? outcome, MemberId? member, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Counts of a run's changes by transition, kind and outcome.</summary>
    public Task<IReadOnlyList<TransitionCount>> TransitionsAsync(RunId run, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Guilds with a run in phase planning or applying whose <c>ResumesAt</c> has come.</summary>
    public Task<IReadOnlyList<GuildId>> GuildsToFireAsync(DateTimeOffset now, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Takes the next epoch of the guild's run in phase planning or applying and returns that run; null when there is none.</summary>
    public Task<Run?> TakeEpochAsync(GuildId guild, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Whether the firing still owns its run and nobody asked the run to stop: asked before each member's writes, one cheap read.</summary>
    public Task<RunGrip> GripAsync(RunId run, int epoch, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Adds a page to the plan and moves the planning cursor, in one transaction. Changes with an obstacle are stored as Refused.</summary>
    public Task<bool> AddPageAsync(RunId run, int epoch, PlannedPage page, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Ends planning: sets PlannedAt and the next phase. With <paramref name="withholdLosses"/> every pending change in direction Loss becomes Withheld.</summary>
    public Task<bool> EndPlanningAsync(RunId run, int epoch, RunPhase next, bool withholdLosses, string? note, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Begins a chunk: sets ChunkEnd and counts the chunk.</summary>
    public Task<bool> BeginChunkAsync(RunId run, int epoch, int chunkEnd, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Pending changes of members with index in [from, to), ordered, of at most <paramref name="members"/> members (never half a member).</summary>
    public Task<IReadOnlyList<RecordedChange>> PendingAsync(RunId run, int from, int to, int members, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Stores outcomes (and, when given, moves the cursor to <paramref name="nextIndex"/>) in one transaction.</summary>
    public Task<bool> RecordAsync(RunId run, int epoch, IReadOnlyList<ChangeOutcome> outcomes, int? nextIndex, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Replaces the pending changes of one member by freshly planned ones: the old ones become Stale with the note, the new ones take their place in order.</summary>
    public Task<bool> AmendAsync(RunId run, int epoch, int index, MemberId member, IReadOnlyList<Change> fresh, string note, DateTimeOffset plannedAt, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Marks the pending changes of these members as looked at anew at <paramref name="plannedAt"/>.</summary>
    public Task<bool> ConfirmAsync(RunId run, int epoch, IReadOnlyList<MemberId> members, DateTimeOffset plannedAt, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Ends a chunk (moves the cursor to <paramref name="nextIndex"/>, clears ChunkEnd unless the chunk goes on) and enters the phase. <paramref name="resumesAt"/>: when the next firing may go on.</summary>
    public Task<bool> EndChunkAsync(RunId run, int epoch, int nextIndex, bool chunkGoesOn, RunPhase next, DateTimeOffset? resumesAt, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Ends the run with an error or a stop, guarded by the epoch.</summary>
    public Task<bool> EndAsync(RunId run, int epoch, RunPhase end, string? error, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Postpones the run: nothing fires before <paramref name="resumesAt"/>.</summary>
    public Task<bool> PostponeAsync(RunId run, int epoch, DateTimeOffset resumesAt, string? why, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Continues a waiting or stopped run whose plan is complete: phase applying, stop flag cleared; false when it is no longer in such a phase or another run of the guild is active.</summary>
    public Task<bool> ResumeAsync(RunId run, int chunkSize, bool continuesByItself, RunTrigger trigger, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Asks a planning or applying run to stop (sets the flag); a held or waiting run ends as stopped at once. False when the run has ended.</summary>
    public Task<bool> RequestStopAsync(RunId run, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Approves (phase applying) or rejects (phase stopped) a held run and stores who did; false when it is not held.</summary>
    public Task<bool> DecideAsync(RunId run, bool approve, string by, CancellationToken ct) => throw new NotImplementedException();

    public Task<bool> ExpectAsync(RunId run, int epoch, int? approximateMembers, CancellationToken ct) => throw new NotImplementedException();

    public Task<int?> FirstPendingIndexAsync(RunId run, int from, CancellationToken ct) => throw new NotImplementedException();

    public Task<bool> SkipChunksAsync(RunId run, int epoch, int nextIndex, int chunks, CancellationToken ct) => throw new NotImplementedException();
}

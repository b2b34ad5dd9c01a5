using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using static RoleSync.Storage.Runs.ChangeRows;

namespace RoleSync.Storage.Runs;

/// <summary>
/// What a firing holds of a run, made by taking the run's next epoch: the right to write. Every write is an UPDATE guarded by that epoch;
/// false means that a newer firing owns the run (or that it has ended), and that nothing was written. The epoch is that of the taking for
/// as long as the lease lives: however often the run is read again, the epoch of a successor is never adopted.
/// </summary>
/// <param name="leases">Asks the database whether the epoch still owns the run.</param>
/// <param name="database">Where the run is.</param>
/// <param name="time">Says for how long an answer of the database is believed.</param>
/// <param name="guarded">The run, with the guard of every write.</param>
internal sealed class RunLease(LeaseQuery leases, Database database, TimeProvider time, GuardedRun guarded)
{
    /// <summary>A verification that was not kept for so long is worked on by no process any more.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(6);

    private readonly RecentProof _proof = new(time);

    /// <summary>The run.</summary>
    public RunId Run => guarded.Run;

    /// <summary>The guild that the run is about.</summary>
    public GuildId Guild => guarded.Guild;

    /// <summary>The epoch that was taken.</summary>
    public int Epoch => guarded.Epoch;

    /// <summary>What a firing writes while the run is planned.</summary>
    public PlanWrites Plan { get; } = new(guarded, database);

    /// <summary>The run as it is now; null when a newer firing owns it, or when it is stored no more.</summary>
    public async Task<Run?> ReadAsync(CancellationToken ct)
    {
        await using var db = database.Open();
        return (await db.Runs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == Run.Value && row.Epoch == Epoch, ct))?.ToRun();
    }

    /// <summary>Whether the firing still owns its run and nobody asked the run to stop.</summary>
    public async Task<LeaseState> CheckAsync(CancellationToken ct) => (await CheckAsync(index: -1, ct)).State;

    /// <summary>The same, and how many changes of the member with this index are pending: asked before each member's writes, one cheap read.</summary>
    public async Task<LeaseCheck> CheckAsync(int index, CancellationToken ct)
    {
        var asked = _proof.Now();
        var answer = await leases.AskAsync(Run, Epoch, index, ct);
        if (answer.State is not LeaseState.Lost)
        {
            _proof.Held(asked);
        }

        return answer;
    }

    /// <summary>
    /// Whether the firing still owns its run, whoever asked it to stop: asked right before each write is sent. Costs a read only where the store has
    /// not said so for a while, because the write had to wait or because the process was frozen.
    /// </summary>
    public async Task<bool> IsHeldAsync(CancellationToken ct) =>
        _proof.IsHeld || await CheckAsync(ct) is not LeaseState.Lost;

    /// <summary>Begins a chunk: sets ChunkEnd and counts the chunk.</summary>
    public Task<bool> BeginChunkAsync(int chunkEnd, CancellationToken ct) => guarded.WriteAsync(
        row => row
            .SetProperty(r => r.ChunkEnd, chunkEnd)
            .SetProperty(r => r.Chunks, r => r.Chunks + 1)
            .SetProperty(r => r.ResumesAt, (long?)null)
            .SetProperty(r => r.Error, (string?)null),
        ct);

    /// <summary>Passes chunks of which no member has a pending change: moves the cursor and counts them.</summary>
    public Task<bool> SkipChunksAsync(int nextIndex, int chunks, CancellationToken ct) => guarded.WriteAsync(
        row => row
            .SetProperty(r => r.NextIndex, nextIndex)
            .SetProperty(r => r.Chunks, r => r.Chunks + chunks)
            .SetProperty(r => r.ResumesAt, (long?)null)
            .SetProperty(r => r.Error, (string?)null),
        ct);

    /// <summary>Ends a chunk (moves the cursor to <paramref name="nextIndex"/>, clears ChunkEnd unless the chunk goes on) and enters the phase. <paramref name="resumesAt"/>: when the next firing may go on. A stop that was asked for meanwhile turns waiting into stopped.</summary>
    public Task<bool> EndChunkAsync(int nextIndex, bool chunkGoesOn, RunPhase next, DateTimeOffset? resumesAt, CancellationToken ct) =>
        guarded.WriteAsync(
            row =>
            {
                PhaseChange.Enter(row, [RunPhase.Applying], next, planIsComplete: true, guarded.Now());
                row.SetProperty(r => r.NextIndex, nextIndex);
                row.SetProperty(r => r.ResumesAt, resumesAt?.ToUnixTimeMilliseconds());
                row.SetProperty(r => r.Error, (string?)null);
                if (!chunkGoesOn)
                {
                    row.SetProperty(r => r.ChunkEnd, (int?)null);
                }
            },
            ct);

    /// <summary>Postpones the run: nothing fires before <paramref name="resumesAt"/>. The reason goes when the run goes on.</summary>
    public Task<bool> PostponeAsync(DateTimeOffset resumesAt, string? why, CancellationToken ct) => guarded.WriteAsync(
        row => row.SetProperty(r => r.ResumesAt, resumesAt.ToUnixTimeMilliseconds()).SetProperty(r => r.Error, why),
        ct);

    /// <summary>Says that a verification is still worked on.</summary>
    public Task<bool> KeepAsync(CancellationToken ct)
    {
        var until = guarded.Now() + (long)KeptFor.TotalMilliseconds;
        return guarded.WriteAsync(row => row.SetProperty(r => r.ResumesAt, until), ct);
    }

    /// <summary>Ends an applying run as completed.</summary>
    public Task<bool> CompleteAsync(CancellationToken ct) => EndAsync([RunPhase.Applying], RunPhase.Completed, planIsComplete: true, error: null, ct);

    /// <summary>Ends the run before all is done: as failed, with a sentence, or as stopped.</summary>
    /// <exception cref="InvalidOperationException">It is to end in a phase that not every run at work may enter, such as completed.</exception>
    public Task<bool> EndAsync(RunPhase end, string? error, CancellationToken ct) =>
        EndAsync([RunPhase.Planning, RunPhase.Applying], end, planIsComplete: false, error, ct);

    private Task<bool> EndAsync(RunPhase[] from, RunPhase end, bool planIsComplete, string? error, CancellationToken ct) => guarded.WriteAsync(
        row =>
        {
            PhaseChange.Enter(row, from, end, planIsComplete, guarded.Now());
            row.SetProperty(r => r.ChunkEnd, (int?)null);
            row.SetProperty(r => r.ResumesAt, (long?)null);
            row.SetProperty(r => r.Error, error);
        },
        ct);

    /// <summary>Ends a verification; what it could not send ends as failed.</summary>
    /// <param name="why">Why not all could be sent; null when it is done.</param>
    /// <param name="ct">Gives up.</param>
    public async Task EndVerificationAsync(string? why, CancellationToken ct)
    {
        await using var db = database.Open();
        var left = await Pending(Of(db, Run)).Select(change => change.Id).OrderBy(id => id).ToListAsync(ct);
        await RecordAsync(left.ConvertAll(id => new ChangeOutcome(id, Outcome.Failed, why)), nextIndex: 1, ct);
        await (why is null ? CompleteAsync(ct) : EndAsync(RunPhase.Failed, why, ct));
    }

    /// <summary>Stores outcomes (and, when given, moves the cursor to <paramref name="nextIndex"/>) in one transaction. A change that has an outcome already keeps it, and is not counted twice.</summary>
    /// <exception cref="ArgumentException">An outcome is Pending, or of another run's change.</exception>
    public async Task<bool> RecordAsync(IReadOnlyList<ChangeOutcome> outcomes, int? nextIndex, CancellationToken ct)
    {
        // Counted beforehand, which saves a statement per member; in the rare case that not all were pending it is put right afterwards.
        var expected = outcomes.Aggregate(default(OutcomeTally), (tally, outcome) => tally.Plus(outcome.Outcome, 1));
        var asked = _proof.Now();
        var isOurs = await guarded.WriteAsync(
            row =>
            {
                Count(row, expected);
                row.SetProperty(r => r.NextIndex, r => nextIndex ?? r.NextIndex);
            },
            async db => await CountAsync(db, Run, (await StoreAsync(db, Run, outcomes, guarded.Now(), ct)).Minus(expected), ct),
            ct);
        if (isOurs)
        {
            _proof.Held(asked);
            if (outcomes.Count > 0)
            {
                _proof.Stored();
            }
        }

        return isOurs;
    }

    /// <summary>
    /// Replaces the pending changes of one member by those of a recheck: the old ones become Stale with the note, the fresh ones take their
    /// place in order, and those that may not be sent are only listed. Nothing of that where one of them is pending no longer: a verification,
    /// perhaps of another process, has read the member later than the recheck did.
    /// </summary>
    /// <param name="planned">The member's pending changes that were checked, all of them; at least one.</param>
    /// <param name="recheck">What was found.</param>
    /// <param name="plannedAt">When it looked.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="InvalidOperationException">The member has had 256 changes in this run.</exception>
    public Task<bool> AmendAsync(IReadOnlyList<StoredChange> planned, Recheck recheck, DateTimeOffset plannedAt, CancellationToken ct)
    {
        var ids = planned.Select(change => change.Id).ToArray();
        var refused = recheck.Changes.Count(change => change.Obstacle is not null);
        return guarded.WriteAsync(
            row => row.SetProperty(r => r.Epoch, Epoch),
            async db =>
            {
                var old = Pending(db.Changes.Where(change => ids.Contains(change.Id)));
                if (await old.CountAsync(ct) < ids.Length)
                {
                    return;
                }

                await StoreAsync(old, Outcome.Stale, recheck.Note, guarded.Now(), ct);
                await AppendAsync(database, db, guarded, planned[0].Index, recheck, plannedAt, ct);
                await PlanRows.NoteAsync(db, Guild, recheck.Absence, ct);
                await db.Runs.Where(row => row.Id == Run.Value).ExecuteUpdateAsync(
                    row => row
                        .SetProperty(r => r.Planned, r => r.Planned + recheck.Changes.Count - refused)
                        .SetProperty(r => r.Refused, r => r.Refused + refused)
                        .SetProperty(r => r.Skipped, r => r.Skipped + recheck.Beyond.Count + ids.Length),
                    ct);
            },
            ct);
    }

    /// <summary>Marks the pending changes of these members as looked at anew at <paramref name="plannedAt"/>.</summary>
    public Task<bool> ConfirmAsync(IReadOnlyList<MemberId> members, DateTimeOffset plannedAt, CancellationToken ct)
    {
        var ids = members.Select(member => (long)member.Value).ToArray();
        var at = plannedAt.ToUnixTimeMilliseconds();
        return guarded.WriteAsync(
            row => row.SetProperty(r => r.Epoch, Epoch),
            async db =>
            {
                var guild = (long)Guild.Value;
                await Pending(Of(db, Run))
                    .Where(change => change.Guild == guild && ids.Contains(change.Member))
                    .ExecuteUpdateAsync(change => change.SetProperty(c => c.PlannedAt, at), ct);
            },
            ct);
    }

    /// <summary>Stores which members Ethos did not know at the last reading, without anything else.</summary>
    public Task<bool> NoteAsync(AbsenceNotes notes, CancellationToken ct) =>
        guarded.WriteAsync(row => row.SetProperty(r => r.Epoch, Epoch), db => PlanRows.NoteAsync(db, Guild, notes, ct), ct);

    /// <summary>Counts a fault of this firing, and postpones the run or ends it as failed.</summary>
    /// <param name="passes">Whether the fault may pass by itself: such faults are counted in a row, until the run has moved.</param>
    /// <param name="decide">Decides, from how many faults there are now, this one included.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>What was decided and stored; null where a newer firing owns the run, or the run has ended.</returns>
    public async Task<FaultDecision?> NoteFaultAsync(bool passes, Func<int, FaultDecision> decide, CancellationToken ct)
    {
        FaultDecision? decision = null;
        var noted = await database.WriteAsync(
            async db =>
            {
                if (await db.Runs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == Run.Value && row.Epoch == Epoch, ct) is not { } found)
                {
                    return false;
                }

                var mark = (long)found.Listed + found.NextIndex + found.Applied + found.Refused + found.Failed + found.Skipped;
                var inARow = passes ? (found.FaultMark == mark ? found.FaultsInARow : 0) + 1 : found.FaultsInARow;
                var faults = passes ? found.Faults : found.Faults + 1;
                decision = decide(passes ? inARow : faults);
                long? resumesAt = decision is FaultDecision.Postpone { Pause: var pause } ? guarded.Now() + (long)pause.TotalMilliseconds : null;
                return await guarded.WriteAsync(
                    db,
                    row =>
                    {
                        row.SetProperty(r => r.Faults, faults);
                        row.SetProperty(r => r.FaultsInARow, inARow);
                        row.SetProperty(r => r.FaultMark, mark);
                        row.SetProperty(r => r.ResumesAt, resumesAt);
                        row.SetProperty(r => r.Error, decision.Why);
                        if (decision is FaultDecision.Fail)
                        {
                            PhaseChange.Enter(row, [RunPhase.Planning, RunPhase.Applying], RunPhase.Failed, planIsComplete: false, guarded.Now());
                            row.SetProperty(r => r.ChunkEnd, (int?)null);
                        }
                    },
                    ct);
            },
            ct);
        return noted ? decision : null;
    }

    /// <summary>
    /// Stores what is stored already, in the columns and rows that the next outcomes go to. It throws what storing them would throw, so that
    /// nothing is written to Discord whose outcome the database would not take. Outcomes that were stored a moment ago prove the same.
    /// </summary>
    /// <param name="change">A change that is pending.</param>
    /// <param name="ct">Gives up.</param>
    public Task<bool> ProveAsync(long change, CancellationToken ct) =>
        _proof.TakesOutcomes ? Task.FromResult(true) : TryStoringAsync(change, ct);

    private Task<bool> TryStoringAsync(long change, CancellationToken ct) => guarded.WriteAsync(
        row => row
            .SetProperty(r => r.Applied, r => r.Applied)
            .SetProperty(r => r.Failed, r => r.Failed)
            .SetProperty(r => r.Refused, r => r.Refused)
            .SetProperty(r => r.Skipped, r => r.Skipped)
            .SetProperty(r => r.NextIndex, r => r.NextIndex),
        async db => await db.Changes.Where(row => row.Id == change && row.Outcome == Outcome.Pending).ExecuteUpdateAsync(
            row => row.SetProperty(c => c.Outcome, c => c.Outcome).SetProperty(c => c.Note, c => c.Note).SetProperty(c => c.EndedAt, c => c.EndedAt), ct),
        ct);
}

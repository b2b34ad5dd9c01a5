using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <summary>
/// What a firing holds of a run, made by taking the run's next epoch: the right to write. Every write is an UPDATE guarded by that epoch;
/// false means that a newer firing owns the run (or that it has ended), and that nothing was written. The epoch is that of the taking for
/// as long as the lease lives: however often the run is read again, the epoch of a successor is never adopted.
/// </summary>
/// <remarks>This part: the course of a run. The others: the changes of the run, and what its looks have found.</remarks>
internal sealed partial class RunLease(RunLeases leases, Database database, TimeProvider time, RunId run, GuildId guild, int epoch)
{
    /// <summary>
    /// For so long an answer of the store is believed. Below the six seconds after which another process takes the run of one that gives no sign of
    /// life at the earliest, and above the time that a write waits for a limit as a rule.
    /// </summary>
    private static readonly TimeSpan _heldFor = TimeSpan.FromSeconds(2);

    private volatile Moment? _heldAt;

    /// <summary>The run.</summary>
    public RunId Run { get; } = run;

    /// <summary>The guild that the run is about.</summary>
    public GuildId Guild { get; } = guild;

    /// <summary>The epoch that was taken.</summary>
    public int Epoch { get; } = epoch;

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
        var asked = Instant();
        var answer = await leases.CheckAsync(Run, Epoch, index, ct);
        if (answer.State is not LeaseState.Lost)
        {
            _heldAt = asked;
        }

        return answer;
    }

    /// <summary>
    /// Whether the firing still owns its run, whoever asked it to stop: asked right before each write is sent. Costs a read only where the store has
    /// not said so for a while, because the write had to wait or because the process was frozen.
    /// </summary>
    public async Task<bool> IsHeldAsync(CancellationToken ct) =>
        _heldAt is { } held && IsFresh(held) ? true : await CheckAsync(ct) is not LeaseState.Lost;

    /// <summary>Notes about how many members the guild has, for the progress of planning.</summary>
    public Task<bool> ExpectMembersAsync(int approximateMembers, CancellationToken ct) =>
        CheckpointAsync(row => row.SetProperty(r => r.ApproximateMembers, approximateMembers), ct);

    /// <summary>Notes by which policy the run plans; empty, which is none, where an earlier page was planned by another one.</summary>
    public Task<bool> PlanByAsync(string fingerprint, CancellationToken ct) => CheckpointAsync(
        row => row.SetProperty(r => r.PlannedBy, r => r.ListedUpTo == null || r.PlannedBy == fingerprint ? fingerprint : ""),
        ct);

    /// <summary>Adds a page to the plan and moves the planning cursor, in one transaction. Changes with an obstacle are stored as Refused, unsent ones with their own outcome, which must be one that counts as skipped.</summary>
    public Task<bool> AddPageAsync(PlannedPage page, CancellationToken ct)
    {
        var refused = page.Changes.Count(planned => planned.Change.Obstacle is not null);
        return CheckpointAsync(
            row =>
            {
                row.SetProperty(r => r.ListedUpTo, (long)page.ListedUpTo.Value)
                    .SetProperty(r => r.Listed, r => r.Listed + page.Listed)
                    .SetProperty(r => r.Total, r => r.Total + page.InScope)
                    .SetProperty(r => r.Unknown, r => r.Unknown + page.Unknown)
                    .SetProperty(r => r.Known, r => r.Known + page.Known)
                    .SetProperty(r => r.Losing, r => r.Losing + page.Losing)
                    .SetProperty(r => r.Awaiting, r => r.Awaiting + page.Awaiting)
                    .SetProperty(r => r.Planned, r => r.Planned + page.Changes.Count - refused)
                    .SetProperty(r => r.Refused, r => r.Refused + refused)
                    .SetProperty(r => r.Skipped, r => r.Skipped + page.Unsent.Count)
                    .SetProperty(r => r.ResumesAt, (long?)null)
                    .SetProperty(r => r.Error, (string?)null);
                if (page.Holders is { } holders)
                {
                    row.SetProperty(r => r.Holders, RunRow.Json(holders));
                }
            },
            async db =>
            {
                await AddChangesAsync(db, page, ct);
                await NoteAsync(db, page.Absences, ct);
                await NoteAsync(db, page.KnownRoles, ct);
                await AddDoubtsAsync(db, page, ct);
            },
            ct);
    }

    /// <summary>Ends planning: sets PlannedAt and the next phase. With <paramref name="withholdLosses"/> every pending change in direction Loss becomes Withheld (and nobody is <c>Losing</c> any more). A stop that was asked for meanwhile turns held and waiting into stopped.</summary>
    public Task<bool> EndPlanningAsync(RunPhase next, bool withholdLosses, string? note, CancellationToken ct)
    {
        var now = Now();
        return CheckpointAsync(
            row =>
            {
                Enter(row, next, now);
                row.SetProperty(r => r.AwaitsApproval, next == RunPhase.Held);
                row.SetProperty(r => r.PlannedAt, now);
                row.SetProperty(r => r.Note, note);
                row.SetProperty(r => r.ResumesAt, (long?)null);
                row.SetProperty(r => r.Error, (string?)null);
            },
            async db =>
            {
                await db.Doubts.Where(doubt => doubt.Run == Run.Value).ExecuteDeleteAsync(ct);
                if (withholdLosses)
                {
                    await WithholdLossesAsync(db, now, ct);
                }
            },
            ct);
    }

    /// <summary>Begins a chunk: sets ChunkEnd and counts the chunk.</summary>
    public Task<bool> BeginChunkAsync(int chunkEnd, CancellationToken ct) => CheckpointAsync(
        row => row
            .SetProperty(r => r.ChunkEnd, chunkEnd)
            .SetProperty(r => r.Chunks, r => r.Chunks + 1)
            .SetProperty(r => r.ResumesAt, (long?)null)
            .SetProperty(r => r.Error, (string?)null),
        ct);

    /// <summary>Passes chunks of which no member has a pending change: moves the cursor and counts them.</summary>
    public Task<bool> SkipChunksAsync(int nextIndex, int chunks, CancellationToken ct) => CheckpointAsync(
        row => row
            .SetProperty(r => r.NextIndex, nextIndex)
            .SetProperty(r => r.Chunks, r => r.Chunks + chunks)
            .SetProperty(r => r.ResumesAt, (long?)null)
            .SetProperty(r => r.Error, (string?)null),
        ct);

    /// <summary>Ends a chunk (moves the cursor to <paramref name="nextIndex"/>, clears ChunkEnd unless the chunk goes on) and enters the phase. <paramref name="resumesAt"/>: when the next firing may go on. A stop that was asked for meanwhile turns waiting into stopped.</summary>
    public Task<bool> EndChunkAsync(int nextIndex, bool chunkGoesOn, RunPhase next, DateTimeOffset? resumesAt, CancellationToken ct) =>
        CheckpointAsync(
            row =>
            {
                Enter(row, next, Now());
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
    public Task<bool> PostponeAsync(DateTimeOffset resumesAt, string? why, CancellationToken ct) => CheckpointAsync(
        row => row.SetProperty(r => r.ResumesAt, resumesAt.ToUnixTimeMilliseconds()).SetProperty(r => r.Error, why),
        ct);

    /// <summary>A verification that nobody has kept for so long is worked on by no process any more.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(6);

    /// <summary>Says that a verification is still worked on.</summary>
    public Task<bool> KeepAsync(CancellationToken ct)
    {
        var until = Now() + (long)KeptFor.TotalMilliseconds;
        return CheckpointAsync(row => row.SetProperty(r => r.ResumesAt, until), ct);
    }

    /// <summary>Ends the run with an error or a stop, guarded by the epoch.</summary>
    public Task<bool> EndAsync(RunPhase end, string? error, CancellationToken ct) => CheckpointAsync(
        row =>
        {
            Enter(row, end, Now());
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
        var left = await ChangeRows.Pending(ChangeRows.Of(db, Run)).Select(change => change.Id).OrderBy(id => id).ToListAsync(ct);
        await RecordAsync(left.ConvertAll(id => new ChangeOutcome(id, Outcome.Failed, why)), nextIndex: 1, ct);
        await EndAsync(why is null ? RunPhase.Completed : RunPhase.Failed, why, ct);
    }

    // The phase is set by a CASE over the stop flag as it is at that moment, so that a stop asked for between the firing's last look and
    // this write is not lost in a phase in which nobody looks at the flag.
    private static void Enter(UpdateSettersBuilder<RunRow> row, RunPhase next, long now)
    {
        if (next is RunPhase.Held or RunPhase.Waiting)
        {
            row.SetProperty(r => r.Phase, r => r.StopRequested ? RunPhase.Stopped : next);
            row.SetProperty(r => r.EndedAt, r => r.StopRequested ? now : null);
            return;
        }

        row.SetProperty(r => r.Phase, next);
        row.SetProperty(r => r.EndedAt, next > RunPhase.Waiting ? now : null);
    }

    /// <summary>A guarded write of the run and, where that succeeds, of something else, in one transaction. The guard comes first: it locks the run's row, so that firings do not meet behind it.</summary>
    private Task<bool> CheckpointAsync(Action<UpdateSettersBuilder<RunRow>> set, Func<RoleSyncContext, Task> then, CancellationToken ct) =>
        database.WriteAsync(
            async db =>
            {
                var owned = await CheckpointAsync(db, set, ct);
                if (owned)
                {
                    await then(db);
                }

                return owned;
            },
            ct);

    private async Task<bool> CheckpointAsync(Action<UpdateSettersBuilder<RunRow>> set, CancellationToken ct)
    {
        await using var db = database.Open();
        return await CheckpointAsync(db, set, ct);
    }

    /// <summary>The guard: one UPDATE that finds the run only while this epoch owns it.</summary>
    private async Task<bool> CheckpointAsync(RoleSyncContext db, Action<UpdateSettersBuilder<RunRow>> set, CancellationToken ct) =>
        await db.Runs
            .Where(row => row.Id == Run.Value && row.Epoch == Epoch
                && (row.Phase == RunPhase.Planning || row.Phase == RunPhase.Applying))
            .ExecuteUpdateAsync(
                row =>
                {
                    set(row);
                    row.SetProperty(r => r.MovedAt, Now());
                },
                ct) == 1;

    // By both clocks: the one that counts stands still while a virtual machine is suspended, the other one can be set.
    private bool IsFresh(Moment moment) =>
        time.GetElapsedTime(moment.Count) < _heldFor && (time.GetUtcNow() - moment.Clock).Duration() < _heldFor;

    private Moment Instant() => new(time.GetTimestamp(), time.GetUtcNow());

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Moment(long Count, DateTimeOffset Clock);
}

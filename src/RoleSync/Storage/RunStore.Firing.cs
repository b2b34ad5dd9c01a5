using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;

namespace RoleSync.Storage;

/// <content>What a firing writes to the run it owns.</content>
internal sealed partial class RunStore
{
    // Asked before every member: compiled once per store, because a compiled query belongs to one database's model.
    private readonly Func<RoleSyncContext, long, long, long, CancellationToken, Task<Grip?>> _grip =
        EF.CompileAsyncQuery((RoleSyncContext db, long run, long first, long end, CancellationToken ct) => db.Runs
            .Where(row => row.Id == run && (row.Phase == RunPhase.Planning || row.Phase == RunPhase.Applying))
            .Select(row => new Grip(
                row.Epoch,
                row.StopRequested,
                db.Changes.Count(change => change.Id >= first && change.Id < end && change.Outcome == Outcome.Pending)))
            .SingleOrDefault());

    /// <summary>Takes the next epoch of the guild's run in phase planning or applying and returns that run; null when there is none.</summary>
    public async Task<Run?> TakeEpochAsync(GuildId guild, CancellationToken ct)
    {
        var id = (long)guild.Value;
        Run? taken = null;
        await database.WriteAsync(
            async db =>
            {
                var own = Active(db.Runs).Where(row => row.Guild == id && row.Phase != RunPhase.Held);
                if (await own.ExecuteUpdateAsync(row => row.SetProperty(r => r.Epoch, r => r.Epoch + 1), ct) == 0)
                {
                    return false;
                }

                // The transaction still holds the row: nobody can have taken a later epoch in between.
                taken = (await own.AsNoTracking().SingleAsync(ct)).ToRun();
                return true;
            },
            ct);
        return taken;
    }

    /// <summary>Whether the firing still owns its run and nobody asked the run to stop.</summary>
    public async Task<RunGrip> GripAsync(RunId run, int epoch, CancellationToken ct) => (await GripAsync(run, epoch, index: -1, ct)).Grip;

    /// <summary>The same, and how many changes of the member with this index are pending: asked before each member's writes, one cheap read.</summary>
    public async Task<(RunGrip Grip, int Pending)> GripAsync(RunId run, int epoch, int index, CancellationToken ct)
    {
        await using var db = database.Open();
        var first = ChangeId.First(run, Math.Max(index, 0));
        var grip = await _grip(db, run.Value, first, index < 0 ? first : ChangeId.First(run, index + 1), ct);
        return grip is null || grip.Epoch != epoch ? (RunGrip.Lost, 0)
            : grip.StopRequested ? (RunGrip.StopAsked, grip.Pending)
            : (RunGrip.Held, grip.Pending);
    }

    /// <summary>Notes about how many members the guild has, for the progress of planning.</summary>
    public Task<bool> ExpectMembersAsync(RunId run, int epoch, int approximateMembers, CancellationToken ct) =>
        CheckpointAsync(run, epoch, row => row.SetProperty(r => r.ApproximateMembers, approximateMembers), ct);

    /// <summary>Adds a page to the plan and moves the planning cursor, in one transaction. Changes with an obstacle are stored as Refused, unsent ones with their own outcome, which must be one that counts as skipped.</summary>
    public Task<bool> AddPageAsync(RunId run, int epoch, PlannedPage page, CancellationToken ct)
    {
        var refused = page.Changes.Count(planned => planned.Change.Obstacle is not null);
        return CheckpointAsync(
            run,
            epoch,
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
                    row.SetProperty(r => r.Holders, Json(holders));
                }
            },
            async db =>
            {
                await AddChangesAsync(db, run, page, ct);
                await NoteAsync(db, run, page.Absences, ct);
                await NoteAsync(db, run, page.KnownRoles, ct);
                await AddDoubtsAsync(db, run, page, ct);
            },
            ct);
    }

    /// <summary>Ends planning: sets PlannedAt and the next phase. With <paramref name="withholdLosses"/> every pending change in direction Loss becomes Withheld (and nobody is <c>Losing</c> any more). A stop that was asked for meanwhile turns held and waiting into stopped.</summary>
    public Task<bool> EndPlanningAsync(RunId run, int epoch, RunPhase next, bool withholdLosses, string? note, CancellationToken ct)
    {
        var now = Now();
        return CheckpointAsync(
            run,
            epoch,
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
                await db.Doubts.Where(doubt => doubt.Run == run.Value).ExecuteDeleteAsync(ct);
                if (withholdLosses)
                {
                    await WithholdLossesAsync(db, run, now, ct);
                }
            },
            ct);
    }

    /// <summary>Begins a chunk: sets ChunkEnd and counts the chunk.</summary>
    public Task<bool> BeginChunkAsync(RunId run, int epoch, int chunkEnd, CancellationToken ct) => CheckpointAsync(
        run,
        epoch,
        row => row
            .SetProperty(r => r.ChunkEnd, chunkEnd)
            .SetProperty(r => r.Chunks, r => r.Chunks + 1)
            .SetProperty(r => r.ResumesAt, (long?)null)
            .SetProperty(r => r.Error, (string?)null),
        ct);

    /// <summary>Passes chunks of which no member has a pending change: moves the cursor and counts them.</summary>
    public Task<bool> SkipChunksAsync(RunId run, int epoch, int nextIndex, int chunks, CancellationToken ct) => CheckpointAsync(
        run,
        epoch,
        row => row
            .SetProperty(r => r.NextIndex, nextIndex)
            .SetProperty(r => r.Chunks, r => r.Chunks + chunks)
            .SetProperty(r => r.ResumesAt, (long?)null)
            .SetProperty(r => r.Error, (string?)null),
        ct);

    /// <summary>Ends a chunk (moves the cursor to <paramref name="nextIndex"/>, clears ChunkEnd unless the chunk goes on) and enters the phase. <paramref name="resumesAt"/>: when the next firing may go on. A stop that was asked for meanwhile turns waiting into stopped.</summary>
    public Task<bool> EndChunkAsync(RunId run, int epoch, int nextIndex, bool chunkGoesOn, RunPhase next, DateTimeOffset? resumesAt, CancellationToken ct) =>
        CheckpointAsync(
            run,
            epoch,
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
    public Task<bool> PostponeAsync(RunId run, int epoch, DateTimeOffset resumesAt, string? why, CancellationToken ct) => CheckpointAsync(
        run,
        epoch,
        row => row.SetProperty(r => r.ResumesAt, resumesAt.ToUnixTimeMilliseconds()).SetProperty(r => r.Error, why),
        ct);

    /// <summary>Ends the run with an error or a stop, guarded by the epoch.</summary>
    public Task<bool> EndAsync(RunId run, int epoch, RunPhase end, string? error, CancellationToken ct) => CheckpointAsync(
        run,
        epoch,
        row =>
        {
            Enter(row, end, Now());
            row.SetProperty(r => r.ChunkEnd, (int?)null);
            row.SetProperty(r => r.ResumesAt, (long?)null);
            row.SetProperty(r => r.Error, error);
        },
        ct);

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
    private Task<bool> CheckpointAsync(
        RunId run, int epoch, Action<UpdateSettersBuilder<RunRow>> set, Func<RoleSyncContext, Task> then, CancellationToken ct) =>
        database.WriteAsync(
            async db =>
            {
                var owned = await CheckpointAsync(db, run, epoch, set, ct);
                if (owned)
                {
                    await then(db);
                }

                return owned;
            },
            ct);

    private async Task<bool> CheckpointAsync(RunId run, int epoch, Action<UpdateSettersBuilder<RunRow>> set, CancellationToken ct)
    {
        await using var db = database.Open();
        return await CheckpointAsync(db, run, epoch, set, ct);
    }

    /// <summary>The guard: one UPDATE that finds the run only while this epoch owns it.</summary>
    private static async Task<bool> CheckpointAsync(
        RoleSyncContext db, RunId run, int epoch, Action<UpdateSettersBuilder<RunRow>> set, CancellationToken ct) =>
        await db.Runs
            .Where(row => row.Id == run.Value && row.Epoch == epoch
                && (row.Phase == RunPhase.Planning || row.Phase == RunPhase.Applying))
            .ExecuteUpdateAsync(set, ct) == 1;

    private sealed record Grip(int Epoch, bool StopRequested, int Pending);
}

using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <summary>
/// Who may begin, and who gives way, as part of the transaction that stores the new run. People go first: a scheduled run ends for theirs, which is in
/// line until then. A run that is held for a person keeps other people out, and lets scheduled runs pass.
/// </summary>
internal static class RunAdmission
{
    /// <summary>Stores the new run, or finds what is in its way.</summary>
    /// <param name="db">The context of the transaction.</param>
    /// <param name="row">The new run; its phase is set here.</param>
    /// <param name="now">The present, in UTC milliseconds since 1970.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>What became of it. Where the answer is Busy nothing was written.</returns>
    public static async Task<RunStart> EnterAsync(RoleSyncContext db, RunRow row, long now, CancellationToken ct)
    {
        var active = await RunRows.Active(db.Runs.AsNoTracking()).SingleOrDefaultAsync(other => other.Guild == row.Guild, ct);
        var waiting = await RunRows.Waiting(db.Runs.AsNoTracking()).SingleOrDefaultAsync(other => other.Guild == row.Guild, ct);
        if (row.Trigger.IsScheduled())
        {
            if (active is not null)
            {
                return await FinishAsync(db, active, now, ct) ?? new RunStart.Busy(active.ToRun());
            }

            if (waiting is { Phase: RunPhase.Queued })
            {
                return new RunStart.Busy(waiting.ToRun());
            }

            var resting = await db.Runs.AsNoTracking().Where(other => other.Guild == row.Guild && other.Phase == RunPhase.Waiting)
                .OrderByDescending(other => other.Id).FirstOrDefaultAsync(ct);
            if (resting is not null && await FinishAsync(db, resting, now, ct) is { } continues)
            {
                return continues;
            }
        }
        else if (waiting is not null || active?.Trigger.IsScheduled() == false)
        {
            return new RunStart.Busy((waiting ?? active!).ToRun());
        }

        await AddAsync(db, row, active, now, ct);
        return new RunStart.Started(row.ToRun());
    }

    /// <summary>Asks the guild's active run to end for the one in line, where it is a scheduled one.</summary>
    public static Task<int> GiveWayAsync(RoleSyncContext db, long guild, long next, CancellationToken ct) => RunRows.Active(db.Runs)
        .Where(other => other.Guild == guild && (other.Trigger == RunTrigger.Cron || other.Trigger == RunTrigger.Pass))
        .ExecuteUpdateAsync(other => other.SetProperty(r => r.StopRequested, true).SetProperty(r => r.GivesWayTo, next), ct);

    private static async Task AddAsync(RoleSyncContext db, RunRow row, RunRow? active, long now, CancellationToken ct)
    {
        await db.Runs
            .Where(other => other.Guild == row.Guild && other.Phase == RunPhase.Waiting)
            .ExecuteUpdateAsync(other => PhaseChange.Enter(other, [RunPhase.Waiting], RunPhase.Stopped, planIsComplete: true, now), ct);
        if (active is null)
        {
            // Left behind by a run that ended before its plan was complete.
            await db.UnresolvedMembers.Where(member => db.Runs.Any(run => run.Id == member.Run && run.Guild == row.Guild)).ExecuteDeleteAsync(ct);
        }
        else
        {
            // The schedule would have done all members: the run that it gives way to does, too, in chunks that follow each other.
            row.Phase = RunPhase.Queued;
            row.ContinuesByItself = true;
        }

        db.Runs.Add(row);
        await db.SaveChangesAsync(ct);
        if (active is not null)
        {
            await GiveWayAsync(db, row.Guild, row.Id, ct);
        }
    }

    /// <summary>Lets a person's run that would wait after a chunk go on to its end, for the schedule wants all members done; one whose plan is too old is left to end.</summary>
    private static async Task<RunStart?> FinishAsync(RoleSyncContext db, RunRow run, long now, CancellationToken ct)
    {
        var isOld = run.PlannedAt < now - (long)Agreement.Time.TotalMilliseconds;
        if (run.ContinuesByItself || run.StopRequested || run.Kind is not RunKind.Sync || isOld)
        {
            return null;
        }

        var changed = await db.Runs.Where(other => other.Id == run.Id && other.Phase == run.Phase).ExecuteUpdateAsync(
            other =>
            {
                other.SetProperty(r => r.ContinuesByItself, true);
                if (run.Phase is RunPhase.Waiting)
                {
                    PhaseChange.Enter(other, [RunPhase.Waiting], RunPhase.Applying, planIsComplete: true, now);
                    other.SetProperty(r => r.MovedAt, now).SetProperty(r => r.ResumesAt, (long?)null).SetProperty(r => r.Error, (string?)null);
                }
            },
            ct);
        return changed == 1 ? new RunStart.Continues((await db.Runs.AsNoTracking().SingleAsync(other => other.Id == run.Id, ct)).ToRun()) : null;
    }
}

using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <summary>
/// Gives out leases. A lease is the right to write one run; it belongs to the run's newest epoch, so that whoever takes one ends the right of
/// whoever had it before, in this process or another one.
/// </summary>
internal sealed class RunLeases(Database database, TimeProvider time)
{
    // Asked before every member: compiled once per database, because a compiled query belongs to its model.
    private readonly Func<RoleSyncContext, long, long, long, CancellationToken, Task<Found?>> _check =
        EF.CompileAsyncQuery((RoleSyncContext db, long run, long first, long end, CancellationToken ct) => db.Runs
            .Where(row => row.Id == run && (row.Phase == RunPhase.Planning || row.Phase == RunPhase.Applying))
            .Select(row => new Found(
                row.Epoch,
                row.StopRequested,
                db.Changes.Count(change => change.Id >= first && change.Id < end && change.Outcome == Outcome.Pending)))
            .SingleOrDefault());

    /// <summary>Takes the next epoch of the guild's run in phase planning or applying.</summary>
    /// <returns>The lease and the run as it is then; null when the guild has no such run.</returns>
    public async Task<LeasedRun?> TakeAsync(GuildId guild, CancellationToken ct)
    {
        var id = (long)guild.Value;
        Run? taken = null;
        await database.WriteAsync(
            async db =>
            {
                var own = RunRows.Active(db.Runs).Where(row => row.Guild == id && row.Phase != RunPhase.Held);
                if (await own.ExecuteUpdateAsync(row => row.SetProperty(r => r.Epoch, r => r.Epoch + 1), ct) == 0)
                {
                    return false;
                }

                // The transaction still holds the row: nobody can have taken a later epoch in between.
                taken = (await own.AsNoTracking().SingleAsync(ct)).ToRun();
                return true;
            },
            ct);
        return taken is null ? null : Of(taken);
    }

    /// <summary>The lease of a run whose epoch the caller has taken, or has just made with the run.</summary>
    public LeasedRun Of(Run run) => new(new RunLease(this, database, time, new GuardedRun(database, time, run.Id, run.Guild, run.Epoch)), run);

    /// <summary>Whether that epoch still owns the run, and how many changes of one member are pending; one read.</summary>
    /// <param name="run">The run.</param>
    /// <param name="epoch">The epoch of the lease.</param>
    /// <param name="index">The member's index in the run, from 0; -1 to ask for nobody's changes.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<LeaseCheck> CheckAsync(RunId run, int epoch, int index, CancellationToken ct)
    {
        await using var db = database.Open();
        var first = ChangeId.First(run, Math.Max(index, 0));
        var found = await _check(db, run.Value, first, index < 0 ? first : ChangeId.First(run, index + 1), ct);
        return found is null || found.Epoch != epoch ? new LeaseCheck(LeaseState.Lost, 0)
            : new LeaseCheck(found.StopRequested ? LeaseState.StopAsked : LeaseState.Held, found.Pending);
    }

    private sealed record Found(int Epoch, bool StopRequested, int Pending);
}

/// <summary>A run and the right to write it.</summary>
/// <param name="Lease">The right, which a later lease of the same run ends.</param>
/// <param name="Run">The run as it was when the lease was taken.</param>
internal sealed record LeasedRun(RunLease Lease, Run Run);

using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
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
    private readonly LeaseQuery _leases = new(database);

    /// <summary>Takes the next epoch of the guild's run in phase planning or applying; where there is none, of the one that is in line, whose turn it is then.</summary>
    /// <returns>The lease and the run as it is then; null when the guild has no such run.</returns>
    public async Task<LeasedRun?> TakeAsync(GuildId guild, CancellationToken ct)
    {
        var id = (long)guild.Value;
        Run? taken = null;
        await database.WriteAsync(
            async db =>
            {
                var own = RunRows.Active(db.Runs).Where(row => row.Guild == id);
                if (await own.ExecuteUpdateAsync(row => row.SetProperty(r => r.Epoch, r => r.Epoch + 1), ct) == 0 && !await IsNextAsync(db, id, ct))
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

    /// <summary>Makes the run in line the guild's active one.</summary>
    /// <returns>False when none is in line, or another run was quicker: that one is looked for at the next firing.</returns>
    private async Task<bool> IsNextAsync(RoleSyncContext db, long guild, CancellationToken ct)
    {
        try
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            return await RunRows.Waiting(db.Runs).Where(row => row.Guild == guild && row.Phase == RunPhase.Queued).ExecuteUpdateAsync(
                row =>
                {
                    PhaseChange.LeaveLine(row);
                    row.SetProperty(r => r.Epoch, r => r.Epoch + 1);
                    row.SetProperty(r => r.MovedAt, now);
                },
                ct) == 1;
        }
        catch (Exception fault) when (database.IsDuplicate(fault))
        {
            return false;
        }
    }

    /// <summary>The lease of a run whose epoch the caller has taken, or has just made with the run.</summary>
    public LeasedRun Of(Run run) => new(new RunLease(_leases, database, time, new GuardedRun(database, time, run.Id, run.Guild, run.Epoch)), run);
}

/// <summary>A run and the right to write it.</summary>
/// <param name="Lease">The right, which a later lease of the same run ends.</param>
/// <param name="Run">The run as it was when the lease was taken.</param>
internal sealed record LeasedRun(RunLease Lease, Run Run);

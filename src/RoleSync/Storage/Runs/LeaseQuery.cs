using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <summary>Asks the database whether a lease still holds: one cheap read, before every member's writes.</summary>
internal sealed class LeaseQuery(Database database)
{
    // Compiled once per database, because a compiled query belongs to its model.
    private readonly Func<RoleSyncContext, long, long, long, CancellationToken, Task<Found?>> _check =
        EF.CompileAsyncQuery((RoleSyncContext db, long run, long first, long end, CancellationToken ct) => db.Runs
            .Where(row => row.Id == run && (row.Phase == RunPhase.Planning || row.Phase == RunPhase.Applying))
            .Select(row => new Found(
                row.Epoch,
                row.StopRequested,
                db.Changes.Count(change => change.Id >= first && change.Id < end && change.Outcome == Outcome.Pending)))
            .SingleOrDefault());

    /// <summary>Whether that epoch still owns the run, and how many changes of one member are pending; one read.</summary>
    /// <param name="run">The run.</param>
    /// <param name="epoch">The epoch of the lease.</param>
    /// <param name="index">The member's index in the run, from 0; -1 to ask for nobody's changes.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<LeaseCheck> AskAsync(RunId run, int epoch, int index, CancellationToken ct)
    {
        await using var db = database.Open();
        var first = ChangeId.First(run, Math.Max(index, 0));
        var found = await _check(db, run.Value, first, index < 0 ? first : ChangeId.First(run, index + 1), ct);
        return found is null || found.Epoch != epoch ? new LeaseCheck(LeaseState.Lost, 0)
            : new LeaseCheck(found.StopRequested ? LeaseState.StopRequested : LeaseState.Held, found.Pending);
    }

    private sealed record Found(int Epoch, bool StopRequested, int Pending);
}

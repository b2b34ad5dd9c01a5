using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <content>Taking a run, and looking whether it is still one's own.</content>
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

    /// <summary>Takes the next epoch of the guild's run in phase planning or applying: the lease, and the run as it is then; null when there is none.</summary>
    public async Task<(RunLease Lease, Run Run)?> TakeLeaseAsync(GuildId guild, CancellationToken ct)
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
        return taken is null ? null : (LeaseOf(taken), taken);
    }

    /// <summary>Whether that epoch owns the run and nobody asked the run to stop, and how many changes of the member with this index (-1: of nobody) are pending.</summary>
    public async Task<(LeaseState Grip, int Pending)> GripAsync(RunId run, int epoch, int index, CancellationToken ct)
    {
        await using var db = database.Open();
        var first = ChangeId.First(run, Math.Max(index, 0));
        var grip = await _grip(db, run.Value, first, index < 0 ? first : ChangeId.First(run, index + 1), ct);
        return grip is null || grip.Epoch != epoch ? (LeaseState.Lost, 0)
            : grip.StopRequested ? (LeaseState.StopAsked, grip.Pending)
            : (LeaseState.Held, grip.Pending);
    }

    private RunLease LeaseOf(Run run) => new(this, database, time, run.Id, run.Guild, run.Epoch);

    private sealed record Grip(int Epoch, bool StopRequested, int Pending);
}

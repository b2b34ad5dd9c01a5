using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.History;

/// <summary>Deletes runs, with their changes and messages, that are older than history is kept: the oldest first, in steps for which nobody has to wait.</summary>
internal sealed class HistoryPruner(Database database)
{
    /// <summary>No step deletes more changes.</summary>
    public const int Step = 500;

    /// <summary>
    /// So long runs may keep history from being pruned: where some guild always has one under way, those of guilds without one go after that.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>Does one step, unless a run is under way.</summary>
    /// <param name="endedBefore">Runs that ended before that are history no more.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<PruneStep> StepAsync(DateTimeOffset endedBefore, CancellationToken ct)
    {
        var step = PruneStep.Nothing;
        await database.WriteAsync(
            async db =>
            {
                var isBusy = await UnderWay(db).AnyAsync(ct);
                var due = (isBusy ? endedBefore - Patience : endedBefore).ToUnixTimeMilliseconds();
                if (await Prunable(db, due).Select(run => (long?)run.Id).FirstOrDefaultAsync(ct) is not { } id)
                {
                    step = isBusy ? PruneStep.Postponed : PruneStep.Nothing;
                    return false;
                }

                await PruneAsync(db, new RunId(id), ct);
                step = PruneStep.Done;
                return true;
            },
            ct);
        return step;
    }

    /// <summary>
    /// The runs that may be deleted, in the order in which they are. Never one that is not over, nor the newest of its guild, which goes on being shown and
    /// may be gone on with, nor one that came after a run that is kept: the undo of that one has to know what later runs did. None of a guild with a run under way.
    /// </summary>
    internal static IQueryable<RunRow> Prunable(RoleSyncContext db, long endedBefore) => db.Runs
        .Where(run => run.EndedAt < endedBefore && run.Phase > RunPhase.Waiting
            && !UnderWay(db).Select(other => other.Guild).Contains(run.Guild)
            && db.Runs.Any(newer => newer.Guild == run.Guild && newer.Id > run.Id && newer.Kind != RunKind.Member)
            && !db.Runs.Any(older => older.Guild == run.Guild && older.Id < run.Id && (older.Phase <= RunPhase.Waiting || older.EndedAt >= endedBefore)))
        .OrderBy(run => run.EndedAt).ThenBy(run => run.Id);

    /// <summary>Runs that read or write, verifications among them.</summary>
    private static IQueryable<RunRow> UnderWay(RoleSyncContext db) =>
        RunRows.NotOver(db.Runs).Where(run => run.Phase == RunPhase.Planning || run.Phase == RunPhase.Applying);

    private static async Task PruneAsync(RoleSyncContext db, RunId run, CancellationToken ct)
    {
        // Said before the first change goes, so that nobody takes a part of it for the whole.
        await db.Runs.Where(row => row.Id == run.Value).ExecuteUpdateAsync(row => row.SetProperty(r => r.IsPruned, true), ct);
        if (await ChangeRows.Of(db, run).OrderBy(change => change.Id).Take(Step).ExecuteDeleteAsync(ct) == Step)
        {
            return;
        }

        await db.UnresolvedMembers.Where(member => member.Run == run.Value).ExecuteDeleteAsync(ct);
        await db.Digests.Where(digest => digest.Run == run.Value).ExecuteDeleteAsync(ct);
        await db.Runs.Where(row => row.Id == run.Value).ExecuteDeleteAsync(ct);
    }
}

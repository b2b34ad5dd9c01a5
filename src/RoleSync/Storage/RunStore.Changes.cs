using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;

namespace RoleSync.Storage;

/// <content>The changes of a run that are still to be sent.</content>
internal sealed partial class RunStore
{
    private readonly Func<RoleSyncContext, long, long, int, IAsyncEnumerable<ChangeRow>> _pending =
        EF.CompileAsyncQuery((RoleSyncContext db, long first, long end, int limit) => db.Changes
            .AsNoTracking()
            .Where(change => change.Id >= first && change.Id < end && change.Outcome == Outcome.Pending)
            .OrderBy(change => change.Id)
            .Take(limit));

    /// <summary>Pending changes of members with index in [from, to), ordered, of at most <paramref name="members"/> members (never half a member). Empty only when none is pending in the range.</summary>
    public async Task<IReadOnlyList<RecordedChange>> PendingAsync(RunId run, int from, int to, int members, CancellationToken ct)
    {
        // A member rarely has more than four changes. A full answer may end within a member, who is then left for the next call; it always holds a whole one.
        var limit = (int)Math.Min((4L * members) + ChangeId.MaxPositions, int.MaxValue);
        var pending = new List<RecordedChange>();
        var seen = 0;
        await using var db = database.Open();
        await foreach (var row in _pending(db, ChangeId.First(run, from), ChangeId.First(run, to), limit).WithCancellation(ct))
        {
            var change = row.ToRecorded();
            if ((pending.Count == 0 || pending[^1].Index != change.Index) && ++seen > members)
            {
                return pending;
            }

            pending.Add(change);
        }

        if (pending.Count == limit)
        {
            var half = pending[^1].Index;
            pending.RemoveAll(change => change.Index == half);
        }

        return pending;
    }

    /// <summary>Index of the first member, from <paramref name="from"/> on, who has a pending change; null when there is none.</summary>
    public async Task<int?> FirstPendingIndexAsync(RunId run, int from, CancellationToken ct)
    {
        await using var db = database.Open();
        await foreach (var row in _pending(db, ChangeId.First(run, from), ChangeId.End(run), 1).WithCancellation(ct))
        {
            return row.ToRecorded().Index;
        }

        return null;
    }
}

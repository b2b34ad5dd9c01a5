using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Tables;
using static RoleSync.Storage.Runs.ChangeRows;

namespace RoleSync.Storage.Runs;

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
    public async Task<IReadOnlyList<StoredChange>> PendingAsync(RunId run, int from, int to, int members, CancellationToken ct)
    {
        // A member rarely has more than four changes. A full answer may end within a member, who is then left for the next call; it always holds a whole one.
        var limit = (int)Math.Min((4L * members) + ChangeId.MaxPositions, int.MaxValue);
        var pending = new List<StoredChange>();
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

    /// <summary>The members with index in [from, to), in order, of whom one change was written and another one is still pending.</summary>
    public async Task<IReadOnlyList<int>> HalfDoneAsync(RunId run, int from, int to, CancellationToken ct)
    {
        const long position = ChangeId.MaxPositions - 1;
        await using var db = database.Open();
        var pending = await Pending(Between(db, ChangeId.First(run, from), ChangeId.First(run, to)))
            .Where(change => db.Changes.Any(written =>
                written.Id >= change.Id - (change.Id & position) && written.Id < change.Id && written.Outcome == Outcome.Applied))
            .OrderBy(change => change.Id)
            .Select(change => change.Id)
            .ToListAsync(ct);
        return [.. pending.Select(ChangeId.IndexOf).Distinct()];
    }

    /// <summary>
    /// The tier roles that were taken from these members for a switch that could then not be finished, and were not given back since: the newest
    /// tier change that was written is such a revoke.
    /// </summary>
    public async Task<IReadOnlyDictionary<MemberId, RoleId>> OwedTiersAsync(GuildId guild, IReadOnlyCollection<MemberId> members, CancellationToken ct)
    {
        const long position = ChangeId.MaxPositions - 1;
        await using var db = database.Open();
        var (id, ids) = ((long)guild.Value, members.Select(member => (long)member.Value).ToArray());
        var owed = await db.Changes.AsNoTracking()
            .Where(change => change.Guild == id && ids.Contains(change.Member) && change.IsTier
                && change.Outcome == Outcome.Applied && change.Kind == ChangeKind.Revoke
                && !db.Changes.Any(later => later.Guild == id && later.Member == change.Member && later.Id > change.Id
                    && later.IsTier && later.Outcome == Outcome.Applied)
                && db.Changes.Any(grant => grant.Id > change.Id && grant.Id <= (change.Id | position)
                    && grant.IsTier && grant.Kind == ChangeKind.Grant))
            .Select(change => new { change.Member, change.Role })
            .ToListAsync(ct);
        return owed.ToDictionary(row => new MemberId((ulong)row.Member), row => new RoleId((ulong)row.Role));
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

using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;
using static RoleSync.Storage.Runs.ChangeRows;

namespace RoleSync.Storage.Runs;

/// <summary>
/// Reads the stored changes of runs: what a run has still to send, what was written, and the counts over both. It writes nothing; the plan before a
/// change is sent and the journal afterwards are the same rows.
/// </summary>
internal sealed class ChangeJournal(Database database)
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
            var change = row.ToStored();
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

    /// <summary>Index of the first member, from <paramref name="from"/> on, who has a pending change; null when there is none.</summary>
    public async Task<int?> FirstPendingIndexAsync(RunId run, int from, CancellationToken ct)
    {
        await using var db = database.Open();
        await foreach (var row in _pending(db, ChangeId.First(run, from), ChangeId.End(run), 1).WithCancellation(ct))
        {
            return row.ToStored().Index;
        }

        return null;
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

    /// <summary>Changes of a run with ids above <paramref name="after"/>, in order.</summary>
    public async Task<IReadOnlyList<StoredChange>> ChangesAsync(RunId run, long after, int limit, Outcome? outcome, MemberId? member, CancellationToken ct)
    {
        await using var db = database.Open();
        var changes = Between(db, Math.Max(after + 1, ChangeId.First(run, 0)), ChangeId.End(run));
        if (outcome is { } one)
        {
            changes = changes.Where(change => change.Outcome == one);
        }

        if (member is { } who)
        {
            var id = (long)who.Value;
            var guild = await GuildOfAsync(db, run, ct);
            changes = changes.Where(change => change.Guild == guild && change.Member == id);
        }

        return Stored(await changes.OrderBy(change => change.Id).Take(limit).AsNoTracking().ToListAsync(ct));
    }

    /// <summary>Counts of a run's changes by transition, kind and outcome.</summary>
    public async Task<IReadOnlyList<TransitionCount>> TransitionsAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        return await Of(db, run)
            .GroupBy(change => new { change.Transition, change.Kind, change.Outcome })
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key.Transition).ThenBy(group => group.Key.Kind).ThenBy(group => group.Key.Outcome)
            .Select(group => new TransitionCount(group.Key.Transition, group.Key.Kind, group.Key.Outcome, group.Count()))
            .ToListAsync(ct);
    }

    /// <summary>The last changes of a member in any run of the guild, newest run first.</summary>
    public async Task<IReadOnlyList<StoredChange>> HistoryAsync(GuildId guild, MemberId member, int limit, CancellationToken ct)
    {
        await using var db = database.Open();
        var (guildId, memberId) = ((long)guild.Value, (long)member.Value);
        return Stored(await db.Changes.AsNoTracking()
            .Where(change => change.Guild == guildId && change.Member == memberId)
            .OrderByDescending(change => change.Id)
            .Take(limit)
            .ToListAsync(ct));
    }

    /// <summary>What a run wrote, in order, of the members with index from <paramref name="from"/> on: at most <paramref name="limit"/> changes (more than a member can have), never half a member.</summary>
    public async Task<IReadOnlyList<StoredChange>> AppliedAsync(RunId run, int from, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, ChangeId.MaxPositions);
        await using var db = database.Open();
        var page = Stored(await Between(db, ChangeId.First(run, from), ChangeId.End(run))
            .Where(change => change.Outcome == Outcome.Applied)
            .OrderBy(change => change.Id)
            .Take(limit)
            .AsNoTracking()
            .ToListAsync(ct));
        if (page.Count == limit)
        {
            var half = page[^1].Index;
            page.RemoveAll(change => change.Index == half);
        }

        return page;
    }

    /// <summary>What runs after this one wrote to these members, oldest first.</summary>
    public async Task<IReadOnlyList<StoredChange>> AppliedSinceAsync(
        GuildId guild, IReadOnlyCollection<MemberId> members, RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        var (guildId, end) = ((long)guild.Value, ChangeId.End(run));
        var ids = members.Select(member => (long)member.Value).ToArray();
        return Stored(await db.Changes.AsNoTracking()
            .Where(change => change.Guild == guildId && ids.Contains(change.Member) && change.Id >= end && change.Outcome == Outcome.Applied)
            .OrderBy(change => change.Id)
            .ToListAsync(ct));
    }

    /// <summary>What this run and those after it wrote, or may have written, to these members; oldest first.</summary>
    public async Task<IReadOnlyList<StoredChange>> SentSinceAsync(
        GuildId guild, IReadOnlyCollection<MemberId> members, RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, first) = ((long)guild.Value, ChangeId.First(run, 0));
        var ids = members.Select(member => (long)member.Value).ToArray();
        return Stored(await db.Changes.AsNoTracking()
            .Where(change => change.Guild == id && ids.Contains(change.Member) && change.Id >= first
                && (change.Outcome == Outcome.Applied || change.Outcome == Outcome.Failed))
            .OrderBy(change => change.Id)
            .ToListAsync(ct));
    }

    /// <summary>From how many members of the guild a role or a tier was taken since then; those who are about to lose one by the run named are left out, for they are counted there.</summary>
    public async Task<int> RemovalsSinceAsync(GuildId guild, DateTimeOffset since, RunId? besides, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, at) = ((long)guild.Value, since.ToUnixTimeMilliseconds());
        var taken = db.Changes.Where(change => change.Outcome == Outcome.Applied && change.Direction == Direction.Loss
            && change.Guild == id && change.EndedAt >= at);
        if (besides is { } run)
        {
            var (first, end) = (ChangeId.First(run, 0), ChangeId.End(run));
            taken = taken.Where(change => !db.Changes.Any(planned => planned.Guild == id && planned.Member == change.Member
                && planned.Id >= first && planned.Id < end
                && planned.Outcome == Outcome.Pending && planned.Direction == Direction.Loss));
        }

        return await taken.Select(change => change.Member).Distinct().CountAsync(ct);
    }

    /// <summary>For each tier role, from how many members the pending changes of a run take it in direction Loss.</summary>
    public async Task<IReadOnlyDictionary<RoleId, int>> TierLossesAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        var losses = await Pending(Of(db, run))
            .Where(change => change.IsTier && change.Kind == ChangeKind.Revoke && change.Direction == Direction.Loss)
            .GroupBy(change => change.Role)
            .Select(role => new { Role = role.Key, Members = role.Count() })
            .ToListAsync(ct);
        return losses.ToDictionary(loss => new RoleId((ulong)loss.Role), loss => loss.Members);
    }

    /// <summary>From how many members the pending changes of a run take something because Ethos knows nobody behind them.</summary>
    public async Task<int> AbsentLosersAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        return await Pending(Of(db, run))
            .Where(change => change.Direction == Direction.Loss && change.ForAbsence)
            .Select(change => change.Member)
            .Distinct()
            .CountAsync(ct);
    }

    /// <summary>Whether a run has a change to send or to list; losses that are withheld aside.</summary>
    public async Task<bool> HasToDoAsync(RunId run, bool withholdsLosses, CancellationToken ct)
    {
        await using var db = database.Open();
        return await Of(db, run).AnyAsync(
            change => change.Outcome != Outcome.Pending || !withholdsLosses || change.Direction != Direction.Loss, ct);
    }

    /// <summary>How many members have a change in the run that is left to a person.</summary>
    public async Task<int> ConflictingMembersAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        return await Of(db, run).Where(change => change.Outcome == Outcome.Conflict).Select(change => change.Member).Distinct().CountAsync(ct);
    }

    private static List<StoredChange> Stored(List<ChangeRow> rows) => rows.ConvertAll(row => row.ToStored());
}

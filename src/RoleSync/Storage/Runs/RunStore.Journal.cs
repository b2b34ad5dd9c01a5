using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Tables;
using static RoleSync.Storage.Runs.ChangeRows;

namespace RoleSync.Storage.Runs;

/// <content>The changes of all runs, as people ask for them.</content>
internal sealed partial class RunStore
{
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

        return Recorded(await changes.OrderBy(change => change.Id).Take(limit).AsNoTracking().ToListAsync(ct));
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
        return Recorded(await db.Changes.AsNoTracking()
            .Where(change => change.Guild == guildId && change.Member == memberId)
            .OrderByDescending(change => change.Id)
            .Take(limit)
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

    /// <summary>From how many members the pending changes of a run take something for this cause.</summary>
    public async Task<int> LosersAsync(RunId run, string cause, CancellationToken ct)
    {
        await using var db = database.Open();
        return await Pending(Of(db, run))
            .Where(change => change.Direction == Direction.Loss && change.Cause == cause)
            .Select(change => change.Member)
            .Distinct()
            .CountAsync(ct);
    }

    /// <summary>What a run wrote, in order, of the members with index from <paramref name="from"/> on: at most <paramref name="limit"/> changes (more than a member can have), never half a member.</summary>
    public async Task<IReadOnlyList<StoredChange>> AppliedAsync(RunId run, int from, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, ChangeId.MaxPositions);
        await using var db = database.Open();
        var page = Recorded(await Between(db, ChangeId.First(run, from), ChangeId.End(run))
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
        return Recorded(await db.Changes.AsNoTracking()
            .Where(change => change.Guild == guildId && ids.Contains(change.Member) && change.Id >= end && change.Outcome == Outcome.Applied)
            .OrderBy(change => change.Id)
            .ToListAsync(ct));
    }

    /// <summary>The runs that were to take this one back.</summary>
    public async Task<IReadOnlySet<RunId>> UndosOfAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        var ids = await db.Runs.Where(row => row.OfRun == run.Value && row.Kind == RunKind.Undo).Select(row => row.Id).ToListAsync(ct);
        return ids.Select(id => new RunId(id)).ToHashSet();
    }

    private static List<StoredChange> Recorded(List<ChangeRow> rows) => rows.ConvertAll(row => row.ToRecorded());
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;

namespace RoleSync.Storage;

/// <content>The changes of a run on their way from planned to done.</content>
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

    /// <summary>Stores outcomes (and, when given, moves the cursor to <paramref name="nextIndex"/>) in one transaction. A change that has an outcome already keeps it, and is not counted twice.</summary>
    /// <exception cref="ArgumentException">An outcome is Pending, or of another run's change.</exception>
    public Task<bool> RecordAsync(RunId run, int epoch, IReadOnlyList<ChangeOutcome> outcomes, int? nextIndex, CancellationToken ct)
    {
        // Counted beforehand, which saves a statement per member; in the rare case that not all were pending it is put right afterwards.
        var expected = outcomes.Aggregate(default(OutcomeTally), (tally, outcome) => tally.Plus(outcome.Outcome, 1));
        return CheckpointAsync(
            run,
            epoch,
            row =>
            {
                Count(row, expected);
                row.SetProperty(r => r.NextIndex, r => nextIndex ?? r.NextIndex);
            },
            async db => await CountAsync(db, run, (await StoreOutcomesAsync(db, run, outcomes, ct)).Minus(expected), ct),
            ct);
    }

    /// <summary>
    /// Replaces the pending changes of one member by those of a fresh look: the old ones become Stale with the note, the fresh ones take their
    /// place in order, and those that may not be sent are only listed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The member has had 256 changes in this run.</exception>
    public Task<bool> AmendAsync(RunId run, int epoch, int index, MemberId member, FreshLook look, DateTimeOffset plannedAt, CancellationToken ct)
    {
        var refused = look.Changes.Count(change => change.Obstacle is not null);
        return CheckpointAsync(
            run,
            epoch,
            row => row
                .SetProperty(r => r.Planned, r => r.Planned + look.Changes.Count - refused)
                .SetProperty(r => r.Refused, r => r.Refused + refused)
                .SetProperty(r => r.Skipped, r => r.Skipped + look.Beyond.Count),
            async db =>
            {
                var old = Pending(Between(db, ChangeId.First(run, index), ChangeId.First(run, index + 1)))
                    .Where(change => change.Member == (long)member.Value);
                await CountAsync(db, run, default(OutcomeTally).Plus(Outcome.Stale, await StoreAsync(old, Outcome.Stale, look.Note, ct)), ct);
                await PutBehindAsync(db, run, index, look, plannedAt, ct);
                await NoteAsync(db, run, look.Absence, ct);
            },
            ct);
    }

    /// <summary>Marks the pending changes of these members as looked at anew at <paramref name="plannedAt"/>.</summary>
    public Task<bool> ConfirmAsync(RunId run, int epoch, IReadOnlyList<MemberId> members, DateTimeOffset plannedAt, CancellationToken ct)
    {
        var ids = members.Select(member => (long)member.Value).ToArray();
        var at = plannedAt.ToUnixTimeMilliseconds();
        return CheckpointAsync(
            run,
            epoch,
            row => row.SetProperty(r => r.Epoch, epoch),
            async db =>
            {
                var guild = await GuildOfAsync(db, run, ct);
                await Pending(Of(db, run))
                    .Where(change => change.Guild == guild && ids.Contains(change.Member))
                    .ExecuteUpdateAsync(change => change.SetProperty(c => c.PlannedAt, at), ct);
            },
            ct);
    }

    private static IQueryable<ChangeRow> Of(RoleSyncContext db, RunId run) => Between(db, ChangeId.First(run, 0), ChangeId.End(run));

    // To be narrowed by its bounds only: of two ranges over one key SQLite may walk the wider one.
    private static IQueryable<ChangeRow> Between(RoleSyncContext db, long first, long end) =>
        db.Changes.Where(change => change.Id >= first && change.Id < end);

    private static IQueryable<ChangeRow> Pending(IQueryable<ChangeRow> changes) => changes.Where(change => change.Outcome == Outcome.Pending);

    private static Task<long> GuildOfAsync(RoleSyncContext db, RunId run, CancellationToken ct) =>
        db.Runs.Where(row => row.Id == run.Value).Select(row => row.Guild).FirstOrDefaultAsync(ct);

    private async Task<OutcomeTally> StoreOutcomesAsync(RoleSyncContext db, RunId run, IReadOnlyList<ChangeOutcome> outcomes, CancellationToken ct)
    {
        if (outcomes.FirstOrDefault(outcome => ChangeId.RunOf(outcome.Id) != run) is { } foreign)
        {
            throw new ArgumentException($"The change {foreign.Id} does not belong to run {run}.", nameof(outcomes));
        }

        var tally = default(OutcomeTally);
        for (int next, i = 0; i < outcomes.Count; i = next)
        {
            // The changes of a member lie side by side and mostly end alike: one statement for them. A range has one SQL text, a list of ids many.
            var first = outcomes[i];
            for (next = i + 1; next < outcomes.Count && outcomes[next] == first with { Id = first.Id + next - i }; next++)
            {
            }

            // Only what was written can be put back; every other outcome is the first one of its change.
            var all = Between(db, first.Id, first.Id + next - i);
            var open = first.Outcome is Outcome.PutBack ? all.Where(change => change.Outcome == Outcome.Applied) : Pending(all);
            var stored = await StoreAsync(open, first.Outcome, first.Note, ct);
            tally = tally.Plus(first.Outcome, stored);
        }

        return tally;
    }

    private Task<int> StoreAsync(IQueryable<ChangeRow> changes, Outcome outcome, string? note, CancellationToken ct)
    {
        var now = Now();
        return changes.ExecuteUpdateAsync(
            change => change.SetProperty(c => c.Outcome, outcome).SetProperty(c => c.Note, note).SetProperty(c => c.EndedAt, now), ct);
    }

    // The run's row is locked by the guard that came before.
    private static Task CountAsync(RoleSyncContext db, RunId run, OutcomeTally tally, CancellationToken ct) =>
        tally == default
            ? Task.CompletedTask
            : db.Runs.Where(row => row.Id == run.Value).ExecuteUpdateAsync(row => Count(row, tally), ct);

    private static void Count(UpdateSettersBuilder<RunRow> row, OutcomeTally tally) => row
        .SetProperty(r => r.Applied, r => r.Applied + tally.Applied)
        .SetProperty(r => r.Failed, r => r.Failed + tally.Failed)
        .SetProperty(r => r.Refused, r => r.Refused + tally.Refused)
        .SetProperty(r => r.Skipped, r => r.Skipped + tally.Skipped);

    private static async Task WithholdLossesAsync(RoleSyncContext db, RunId run, long now, CancellationToken ct)
    {
        var withheld = await Pending(Of(db, run))
            .Where(change => change.Direction == Direction.Loss)
            .ExecuteUpdateAsync(change => change.SetProperty(c => c.Outcome, Outcome.Withheld).SetProperty(c => c.EndedAt, now), ct);
        await db.Runs.Where(row => row.Id == run.Value).ExecuteUpdateAsync(
            row => row
                .SetProperty(r => r.Planned, r => r.Planned - withheld)
                .SetProperty(r => r.Skipped, r => r.Skipped + withheld)
                .SetProperty(r => r.Losing, 0),
            ct);
    }

    private async Task AddChangesAsync(RoleSyncContext db, RunId run, PlannedPage page, CancellationToken ct)
    {
        if (page.Changes.Count + page.Unsent.Count == 0)
        {
            return;
        }

        var guild = await GuildOfAsync(db, run, ct);
        var rows = new List<ChangeRow>(page.Changes.Count + page.Unsent.Count);
        var (last, position) = (-1, 0);
        var all = page.Changes.Select(item => (item.Index, item.Change, Blocked: Outcome.Refused)).Concat(page.Unsent);
        foreach (var (index, change, blocked) in page.Unsent.Count == 0 ? all : all.OrderBy(item => item.Index))
        {
            position = index == last ? position + 1 : 0;
            last = index;
            rows.Add(ChangeRow.Plan(ChangeId.Of(run, index, position), guild, change, page.PlannedAt, blocked));
        }

        await database.InsertAsync(db, rows, ct);
    }

    /// <summary>Adds changes of a member behind those the member already has in the run.</summary>
    private async Task PutBehindAsync(RoleSyncContext db, RunId run, int index, FreshLook look, DateTimeOffset plannedAt, CancellationToken ct)
    {
        IReadOnlyList<Change> fresh = [.. look.Changes, .. look.Beyond];
        var first = ChangeId.First(run, index);
        var last = await Between(db, first, ChangeId.First(run, index + 1)).MaxAsync(change => (long?)change.Id, ct) ?? first - 1;
        var position = (int)(last + 1 - first);
        if (position + fresh.Count > ChangeId.MaxPositions)
        {
            throw new InvalidOperationException(
                $"Member {index} of run {run} has had {position} changes in it, and there is room for {ChangeId.MaxPositions}. Start a new run.");
        }

        var guild = await GuildOfAsync(db, run, ct);
        var rows = fresh.Select((change, i) => ChangeRow.Plan(ChangeId.Of(run, index, position + i), guild, change, plannedAt)).ToList();
        foreach (var row in rows.Skip(look.Changes.Count))
        {
            (row.Outcome, row.Note, row.EndedAt) = (Outcome.Stale, FreshLook.BeyondNote, row.PlannedAt);
        }

        await database.InsertAsync(db, rows, ct);
    }
}

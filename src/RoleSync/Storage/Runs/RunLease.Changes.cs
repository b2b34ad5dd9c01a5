using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Storage.Tables;
using static RoleSync.Storage.Runs.ChangeRows;

namespace RoleSync.Storage.Runs;

/// <content>The changes of the run on their way from planned to done.</content>
internal sealed partial class RunLease
{
    /// <summary>Stores outcomes (and, when given, moves the cursor to <paramref name="nextIndex"/>) in one transaction. A change that has an outcome already keeps it, and is not counted twice.</summary>
    /// <exception cref="ArgumentException">An outcome is Pending, or of another run's change.</exception>
    public async Task<bool> RecordAsync(IReadOnlyList<ChangeOutcome> outcomes, int? nextIndex, CancellationToken ct)
    {
        // Counted beforehand, which saves a statement per member; in the rare case that not all were pending it is put right afterwards.
        var expected = outcomes.Aggregate(default(OutcomeTally), (tally, outcome) => tally.Plus(outcome.Outcome, 1));
        var asked = Instant();
        var isOurs = await CheckpointAsync(
            row =>
            {
                Count(row, expected);
                row.SetProperty(r => r.NextIndex, r => nextIndex ?? r.NextIndex);
            },
            async db => await CountAsync(db, Run, (await StoreOutcomesAsync(db, outcomes, ct)).Minus(expected), ct),
            ct);
        if (isOurs)
        {
            _heldAt = asked;
        }

        if (isOurs && outcomes.Count > 0)
        {
            Volatile.Write(ref _storedAt, time.GetTimestamp());
        }

        return isOurs;
    }

    /// <summary>
    /// Replaces the pending changes of one member by those of a fresh look: the old ones become Stale with the note, the fresh ones take their
    /// place in order, and those that may not be sent are only listed. Nothing of that where one of them is pending no longer: a verification,
    /// perhaps of another process, has looked at the member later than the look did.
    /// </summary>
    /// <param name="looked">The member's pending changes that were looked at, all of them; at least one.</param>
    /// <param name="look">What the look found.</param>
    /// <param name="plannedAt">When it looked.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="InvalidOperationException">The member has had 256 changes in this run.</exception>
    public Task<bool> AmendAsync(IReadOnlyList<StoredChange> looked, Recheck look, DateTimeOffset plannedAt, CancellationToken ct)
    {
        var ids = looked.Select(change => change.Id).ToArray();
        var refused = look.Changes.Count(change => change.Obstacle is not null);
        return CheckpointAsync(
            row => row.SetProperty(r => r.Epoch, Epoch),
            async db =>
            {
                var old = Pending(db.Changes.Where(change => ids.Contains(change.Id)));
                if (await old.CountAsync(ct) < ids.Length)
                {
                    return;
                }

                await StoreAsync(old, Outcome.Stale, look.Note, Now(), ct);
                await PutBehindAsync(db, looked[0].Index, look, plannedAt, ct);
                await NoteAsync(db, look.Absence, ct);
                await db.Runs.Where(row => row.Id == Run.Value).ExecuteUpdateAsync(
                    row => row
                        .SetProperty(r => r.Planned, r => r.Planned + look.Changes.Count - refused)
                        .SetProperty(r => r.Refused, r => r.Refused + refused)
                        .SetProperty(r => r.Skipped, r => r.Skipped + look.Beyond.Count + ids.Length),
                    ct);
            },
            ct);
    }

    /// <summary>Marks the pending changes of these members as looked at anew at <paramref name="plannedAt"/>.</summary>
    public Task<bool> ConfirmAsync(IReadOnlyList<MemberId> members, DateTimeOffset plannedAt, CancellationToken ct)
    {
        var ids = members.Select(member => (long)member.Value).ToArray();
        var at = plannedAt.ToUnixTimeMilliseconds();
        return CheckpointAsync(
            row => row.SetProperty(r => r.Epoch, Epoch),
            async db =>
            {
                var guild = (long)Guild.Value;
                await Pending(Of(db, Run))
                    .Where(change => change.Guild == guild && ids.Contains(change.Member))
                    .ExecuteUpdateAsync(change => change.SetProperty(c => c.PlannedAt, at), ct);
            },
            ct);
    }

    private async Task<OutcomeTally> StoreOutcomesAsync(RoleSyncContext db, IReadOnlyList<ChangeOutcome> outcomes, CancellationToken ct)
    {
        if (outcomes.FirstOrDefault(outcome => ChangeId.RunOf(outcome.Id) != Run) is { } foreign)
        {
            throw new ArgumentException($"The change {foreign.Id} does not belong to run {Run}.", nameof(outcomes));
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
            var stored = await StoreAsync(open, first.Outcome, first.Note, Now(), ct);
            tally = tally.Plus(first.Outcome, stored);
        }

        return tally;
    }

    private async Task WithholdLossesAsync(RoleSyncContext db, long now, CancellationToken ct)
    {
        var withheld = await Pending(Of(db, Run))
            .Where(change => change.Direction == Direction.Loss)
            .ExecuteUpdateAsync(change => change.SetProperty(c => c.Outcome, Outcome.Withheld).SetProperty(c => c.EndedAt, now), ct);
        await db.Runs.Where(row => row.Id == Run.Value).ExecuteUpdateAsync(
            row => row
                .SetProperty(r => r.Planned, r => r.Planned - withheld)
                .SetProperty(r => r.Skipped, r => r.Skipped + withheld)
                .SetProperty(r => r.Losing, 0),
            ct);
    }

    private async Task AddChangesAsync(RoleSyncContext db, PlannedPage page, CancellationToken ct)
    {
        if (page.Changes.Count + page.Unsent.Count == 0)
        {
            return;
        }

        var guild = (long)Guild.Value;
        var changes = await WithoutStandingAsync(db, page, ct);
        var rows = new List<ChangeRow>(changes.Count + page.Unsent.Count);
        var (last, position) = (-1, 0);
        var all = changes.Select(item => (item.Index, item.Change, Blocked: Outcome.Refused)).Concat(page.Unsent);
        foreach (var (index, change, blocked) in page.Unsent.Count == 0 ? all : all.OrderBy(item => item.Index))
        {
            position = index == last ? position + 1 : 0;
            last = index;
            rows.Add(ChangeRow.Plan(ChangeId.Of(Run, index, position), guild, change, page.PlannedAt, blocked));
        }

        await database.InsertAsync(db, rows, ct);
    }

    /// <summary>Adds changes of a member behind those the member already has in the run.</summary>
    private async Task PutBehindAsync(RoleSyncContext db, int index, Recheck look, DateTimeOffset plannedAt, CancellationToken ct)
    {
        IReadOnlyList<Change> fresh = [.. look.Changes, .. look.Beyond];
        var first = ChangeId.First(Run, index);
        var last = await Between(db, first, ChangeId.First(Run, index + 1)).MaxAsync(change => (long?)change.Id, ct) ?? first - 1;
        var position = (int)(last + 1 - first);
        if (position + fresh.Count > ChangeId.MaxPositions)
        {
            throw new InvalidOperationException(
                $"Member {index} of run {Run} has had {position} changes in it, and there is room for {ChangeId.MaxPositions}. Start a new run.");
        }

        var guild = (long)Guild.Value;
        var rows = fresh.Select((change, i) => ChangeRow.Plan(ChangeId.Of(Run, index, position + i), guild, change, plannedAt)).ToList();
        foreach (var row in rows.Skip(look.Changes.Count))
        {
            (row.Outcome, row.Note, row.EndedAt) = (Outcome.Stale, Recheck.BeyondNote, row.PlannedAt);
        }

        await database.InsertAsync(db, rows, ct);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <summary>Parts of the table of changes, and what several writers do with them.</summary>
internal static class ChangeRows
{
    /// <summary>The changes of a run.</summary>
    public static IQueryable<ChangeRow> Of(RoleSyncContext db, RunId run) => Between(db, ChangeId.First(run, 0), ChangeId.End(run));

    /// <summary>Changes with ids in [first, end). To be narrowed by its bounds only: of two ranges over one key SQLite may walk the wider one.</summary>
    public static IQueryable<ChangeRow> Between(RoleSyncContext db, long first, long end) =>
        db.Changes.Where(change => change.Id >= first && change.Id < end);

    /// <summary>Those that were not sent yet.</summary>
    public static IQueryable<ChangeRow> Pending(IQueryable<ChangeRow> changes) => changes.Where(change => change.Outcome == Outcome.Pending);

    /// <summary>The guild of a run; 0 when there is no such run.</summary>
    public static Task<long> GuildOfAsync(RoleSyncContext db, RunId run, CancellationToken ct) =>
        db.Runs.Where(row => row.Id == run.Value).Select(row => row.Guild).FirstOrDefaultAsync(ct);

    /// <summary>Gives the changes an outcome.</summary>
    /// <returns>How many they were.</returns>
    public static Task<int> StoreAsync(IQueryable<ChangeRow> changes, Outcome outcome, string? note, long now, CancellationToken ct) =>
        changes.ExecuteUpdateAsync(
            change => change.SetProperty(c => c.Outcome, outcome).SetProperty(c => c.Note, note).SetProperty(c => c.EndedAt, now), ct);

    /// <summary>Adds outcomes to what the run counts. The run's row is locked by the statement that came before.</summary>
    public static Task CountAsync(RoleSyncContext db, RunId run, OutcomeTally tally, CancellationToken ct) =>
        tally == default
            ? Task.CompletedTask
            : db.Runs.Where(row => row.Id == run.Value).ExecuteUpdateAsync(row => Count(row, tally), ct);

    /// <summary>The same as part of another UPDATE.</summary>
    public static void Count(UpdateSettersBuilder<RunRow> row, OutcomeTally tally) => row
        .SetProperty(r => r.Applied, r => r.Applied + tally.Applied)
        .SetProperty(r => r.Failed, r => r.Failed + tally.Failed)
        .SetProperty(r => r.Refused, r => r.Refused + tally.Refused)
        .SetProperty(r => r.Skipped, r => r.Skipped + tally.Skipped);

    /// <summary>Gives changes of a run their outcomes. One that has an outcome already keeps it, unless it was applied and is put back.</summary>
    /// <returns>What was stored, for the counts of the run.</returns>
    /// <exception cref="ArgumentException">A change is of another run, or its outcome is Pending.</exception>
    public static async Task<OutcomeTally> StoreAsync(RoleSyncContext db, RunId run, IReadOnlyList<ChangeOutcome> outcomes, long now, CancellationToken ct)
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
            var stored = await StoreAsync(open, first.Outcome, first.Note, now, ct);
            tally = tally.Plus(first.Outcome, stored);
        }

        return tally;
    }

    /// <summary>Adds changes of a member behind those the member already has in the run.</summary>
    /// <exception cref="InvalidOperationException">The member has had 256 changes in this run.</exception>
    public static async Task AppendAsync(
        Database database, RoleSyncContext db, GuardedRun guarded, int index, Recheck recheck, DateTimeOffset plannedAt, CancellationToken ct)
    {
        IReadOnlyList<Change> fresh = [.. recheck.Changes, .. recheck.Beyond];
        var first = ChangeId.First(guarded.Run, index);
        var last = await Between(db, first, ChangeId.First(guarded.Run, index + 1)).MaxAsync(change => (long?)change.Id, ct) ?? first - 1;
        var position = (int)(last + 1 - first);
        if (position + fresh.Count > ChangeId.MaxPositions)
        {
            throw new InvalidOperationException(
                $"Member {index} of run {guarded.Run} has had {position} changes in it, and there is room for {ChangeId.MaxPositions}. Start a new run.");
        }

        var guild = (long)guarded.Guild.Value;
        var rows = fresh.Select((change, i) => ChangeRow.Plan(ChangeId.Of(guarded.Run, index, position + i), guild, change, plannedAt)).ToList();
        foreach (var row in rows.Skip(recheck.Changes.Count))
        {
            (row.Outcome, row.Note, row.EndedAt) = (Outcome.Stale, Recheck.BeyondNote, row.PlannedAt);
        }

        await database.InsertAsync(db, rows, ct);
    }
}

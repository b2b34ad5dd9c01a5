using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
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
}

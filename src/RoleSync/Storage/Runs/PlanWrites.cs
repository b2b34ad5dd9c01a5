using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Passes;
using RoleSync.Storage.Tables;
using static RoleSync.Storage.Runs.ChangeRows;

namespace RoleSync.Storage.Runs;

/// <summary>
/// What a firing writes while it plans a run: pages of planned changes with the cursor behind them, and the end of the plan. Every write is guarded by the
/// epoch of the firing's lease; false means that a newer firing owns the run, or that the run has ended, and that nothing was written.
/// </summary>
internal sealed class PlanWrites(GuardedRun guarded, Database database)
{
    private const string Copy = "INSERT INTO changes (" + ChangeRow.Columns + ") SELECT id + {0}, " + ChangeRow.OtherColumns
        + " FROM changes WHERE id >= {1} AND id < {2} AND (obstacle IS NULL OR outcome <> 2)";

    /// <summary>Notes about how many members the guild has, for the progress of planning.</summary>
    public Task<bool> ExpectMembersAsync(int approximateMembers, CancellationToken ct) =>
        guarded.WriteAsync(row => row.SetProperty(r => r.ApproximateMembers, approximateMembers), ct);

    /// <summary>Notes by which policy the run plans; empty, which is none, where an earlier page was planned by another one.</summary>
    public Task<bool> NotePolicyAsync(string fingerprint, CancellationToken ct) => guarded.WriteAsync(
        row => row.SetProperty(r => r.PlannedBy, r => r.ListedUpTo == null || r.PlannedBy == fingerprint ? fingerprint : ""),
        ct);

    /// <summary>Adds a page to the plan and moves the planning cursor, in one transaction. Changes with an obstacle are stored as Refused, unsent ones with their own outcome, which must be one that counts as skipped.</summary>
    public Task<bool> AddPageAsync(PlannedPage page, CancellationToken ct)
    {
        var refused = page.Changes.Count(planned => planned.Change.Obstacle is not null);
        return guarded.WriteAsync(
            row =>
            {
                row.SetProperty(r => r.ListedUpTo, (long)page.ListedUpTo.Value)
                    .SetProperty(r => r.Listed, r => r.Listed + page.Listed)
                    .SetProperty(r => r.Total, r => r.Total + page.InScope)
                    .SetProperty(r => r.Unknown, r => r.Unknown + page.Unknown)
                    .SetProperty(r => r.Known, r => r.Known + page.Known)
                    .SetProperty(r => r.Strays, r => r.Strays + page.Strays)
                    .SetProperty(r => r.Unasked, r => r.Unasked + page.Unasked)
                    .SetProperty(r => r.WithoutRoles, r => r.WithoutRoles + page.WithoutRoles)
                    .SetProperty(r => r.Losing, r => r.Losing + page.Losing)
                    .SetProperty(r => r.Awaiting, r => r.Awaiting + page.Awaiting)
                    .SetProperty(r => r.Planned, r => r.Planned + page.Changes.Count - refused)
                    .SetProperty(r => r.Refused, r => r.Refused + refused)
                    .SetProperty(r => r.Skipped, r => r.Skipped + page.Unsent.Count)
                    .SetProperty(r => r.ResumesAt, (long?)null)
                    .SetProperty(r => r.Error, (string?)null);
                if (page.Holders is { } holders)
                {
                    row.SetProperty(r => r.Holders, RunRow.Json(holders));
                }
            },
            async db =>
            {
                await AddChangesAsync(db, page, ct);
                await PlanRows.NoteAsync(db, guarded.Guild, page.Absences, ct);
                await PlanRows.NoteAsync(db, guarded.Guild, page.LastSeenRoles, ct);
                await PlanRows.NoteAsync(db, guarded.Guild, page.StrayNotes, ct);
                await RejectedLosses.ForgetAsync(db, guarded.Guild, page.NoLongerRejected, ct);
                await PlanRows.ReplaceUnresolvedAsync(db, guarded.Run, page, ct);
            },
            ct);
    }

    /// <summary>
    /// Copies the members, counts and changes of a plan into a run that plans, in one transaction; what cannot be sent stays listed in the plan
    /// and is counted only. To be called once per run.
    /// </summary>
    public Task<bool> CopyAsync(Run plan, CancellationToken ct) => guarded.WriteAsync(
        row => row
            .SetProperty(r => r.ListedUpTo, (long?)plan.ListedUpTo?.Value)
            .SetProperty(r => r.Listed, plan.Listed)
            .SetProperty(r => r.ApproximateMembers, plan.ApproximateMembers)
            .SetProperty(r => r.PlannedBy, plan.PlannedBy)
            .SetProperty(r => r.Total, plan.Total)
            .SetProperty(r => r.Unknown, plan.Unknown)
            .SetProperty(r => r.Known, plan.Known)
            .SetProperty(r => r.Strays, plan.Strays)
            .SetProperty(r => r.Unasked, plan.Unasked)
            .SetProperty(r => r.WithoutRoles, plan.WithoutRoles)
            .SetProperty(r => r.Losing, plan.Losing)
            .SetProperty(r => r.Awaiting, plan.Awaiting)
            .SetProperty(r => r.Planned, plan.Planned)
            .SetProperty(r => r.Refused, plan.Refused)
            .SetProperty(r => r.Skipped, plan.Skipped),
        async db =>
        {
            var first = ChangeId.First(plan.Id, 0);
            await db.Runs.Where(row => row.Id == guarded.Run.Value).ExecuteUpdateAsync(
                row => row.SetProperty(r => r.Holders, r => db.Runs.Where(other => other.Id == plan.Id.Value).Select(other => other.Holders).First()), ct);
            object[] shiftAndRange = [ChangeId.First(guarded.Run, 0) - first, first, ChangeId.End(plan.Id)];
            await db.Database.ExecuteSqlRawAsync(Copy, shiftAndRange, ct);
        },
        ct);

    /// <summary>Ends planning: sets PlannedAt and the next phase. With <paramref name="withholdLosses"/> every pending change in direction Loss becomes Withheld (and nobody is <c>Losing</c> any more). A stop that was asked for meanwhile turns held and waiting into stopped.</summary>
    public Task<bool> EndAsync(RunPhase next, bool withholdLosses, bool wouldBeHeld, string? note, CancellationToken ct)
    {
        var now = guarded.Now();
        return guarded.WriteAsync(
            row =>
            {
                PhaseChange.Enter(row, [RunPhase.Planning], next, planIsComplete: true, now);
                row.SetProperty(r => r.AwaitsApproval, next == RunPhase.Held);
                row.SetProperty(r => r.PlannedAt, now);
                row.SetProperty(r => r.WouldBeHeld, wouldBeHeld);
                row.SetProperty(r => r.Note, note);
                row.SetProperty(r => r.ResumesAt, (long?)null);
                row.SetProperty(r => r.Error, (string?)null);
            },
            async db =>
            {
                await db.UnresolvedMembers.Where(member => member.Run == guarded.Run.Value).ExecuteDeleteAsync(ct);
                if (withholdLosses)
                {
                    await WithholdLossesAsync(db, now, ct);
                }
            },
            ct);
    }

    /// <summary>Ends a pass that did nothing, and leaves nothing of it but the record of its guild.</summary>
    public Task<bool> EndQuietlyAsync(QuietPass pass, CancellationToken ct) => guarded.WriteAsync(
        row => row.SetProperty(r => r.Epoch, guarded.Epoch), db => QuietEnd.WriteAsync(db, guarded.Run, guarded.Guild, pass, guarded.Now(), ct), ct);

    /// <summary>Ends a pass that gives way before anything of it was written, and leaves nothing of it.</summary>
    public Task<bool> DropAsync(CancellationToken ct) => guarded.WriteAsync(
        row => row.SetProperty(r => r.Epoch, guarded.Epoch), db => QuietEnd.RemoveAsync(db, guarded.Run, ct), ct);

    private async Task AddChangesAsync(RoleSyncContext db, PlannedPage page, CancellationToken ct)
    {
        if (page.Changes.Count + page.Unsent.Count == 0)
        {
            return;
        }

        var guild = (long)guarded.Guild.Value;
        var changes = await WithoutStandingAsync(db, page, ct);
        var rows = new List<ChangeRow>(changes.Count + page.Unsent.Count);
        var (last, position) = (-1, 0);
        var all = changes.Select(item => (item.Index, item.Change, Blocked: Outcome.Refused)).Concat(page.Unsent);
        foreach (var (index, change, blocked) in page.Unsent.Count == 0 ? all : all.OrderBy(item => item.Index))
        {
            position = index == last ? position + 1 : 0;
            last = index;
            rows.Add(ChangeRow.Plan(ChangeId.Of(guarded.Run, index, position), guild, change, page.PlannedAt, blocked));
        }

        await database.InsertAsync(db, rows, ct);
    }

    /// <summary>The changes of a page without those that are refused and that an earlier run has listed as refused, with the same obstacle.</summary>
    private async Task<IReadOnlyList<(int Index, Change Change)>> WithoutStandingAsync(RoleSyncContext db, PlannedPage page, CancellationToken ct)
    {
        var members = page.Changes.Where(item => item.Change.Obstacle is not null).Select(item => (long)item.Change.Member.Value).Distinct().ToArray();
        if (!page.CountsWhatStands || members.Length == 0)
        {
            return page.Changes;
        }

        // Only where it is the last that is known of the member's role: whatever came of it since makes it a new matter.
        var (guild, end) = ((long)guarded.Guild.Value, ChangeId.First(guarded.Run, 0));
        var rows = await db.Changes.AsNoTracking()
            .Where(change => change.Guild == guild && members.Contains(change.Member) && change.Id < end
                && change.Outcome == Outcome.Refused && change.Obstacle != null
                && !db.Changes.Any(later => later.Guild == guild && later.Member == change.Member && later.Role == change.Role
                    && later.Id > change.Id && later.Id < end))
            .Select(change => new { change.Member, change.Role, change.Kind, change.Obstacle })
            .ToListAsync(ct);

        // Equal sentences say the same obstacle, down to the roles in its way: a refusal with another one is news, and is listed. Nothing else hangs on the text.
        var standing = rows.Select(row => (row.Member, row.Role, row.Kind, row.Obstacle)).ToHashSet();
        return [.. page.Changes.Where(item => !standing.Contains(
            ((long)item.Change.Member.Value, (long)item.Change.Role.Value, item.Change.Kind, item.Change.Obstacle)))];
    }

    private async Task WithholdLossesAsync(RoleSyncContext db, long now, CancellationToken ct)
    {
        var withheld = await Pending(Of(db, guarded.Run))
            .Where(change => change.Direction == Direction.Loss)
            .ExecuteUpdateAsync(change => change.SetProperty(c => c.Outcome, Outcome.Withheld).SetProperty(c => c.EndedAt, now), ct);
        await db.Runs.Where(row => row.Id == guarded.Run.Value).ExecuteUpdateAsync(
            row => row
                .SetProperty(r => r.Planned, r => r.Planned - withheld)
                .SetProperty(r => r.Skipped, r => r.Skipped + withheld)
                .SetProperty(r => r.Losing, 0),
            ct);
    }
}

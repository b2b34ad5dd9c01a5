using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <content>What cannot be sent, and could not be sent by an earlier run for the same reason, is listed once.</content>
internal sealed partial class RunLease
{
    /// <summary>The changes of a page without those that are refused and that an earlier run has listed as refused, with the same obstacle.</summary>
    private async Task<IReadOnlyList<(int Index, Change Change)>> WithoutStandingAsync(RoleSyncContext db, PlannedPage page, CancellationToken ct)
    {
        var members = page.Changes.Where(item => item.Change.Obstacle is not null).Select(item => (long)item.Change.Member.Value).Distinct().ToArray();
        if (!page.CountsWhatStands || members.Length == 0)
        {
            return page.Changes;
        }

        // Only where it is the last that is known of the member's role: whatever came of it since makes it a new matter.
        var (guild, end) = ((long)Guild.Value, ChangeId.First(Run, 0));
        var rows = await db.Changes.AsNoTracking()
            .Where(change => change.Guild == guild && members.Contains(change.Member) && change.Id < end
                && change.Outcome == Outcome.Refused && change.Obstacle != null
                && !db.Changes.Any(later => later.Guild == guild && later.Member == change.Member && later.Role == change.Role
                    && later.Id > change.Id && later.Id < end))
            .Select(change => new { change.Member, change.Role, change.Kind, change.Obstacle })
            .ToListAsync(ct);
        var standing = rows.Select(row => (row.Member, row.Role, row.Kind, row.Obstacle)).ToHashSet();
        return [.. page.Changes.Where(item => !standing.Contains(
            ((long)item.Change.Member.Value, (long)item.Change.Role.Value, item.Change.Kind, item.Change.Obstacle)))];
    }
}

using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <content>A run that applies the plan of a dry run has a copy of it, so that the dry run stays what it was: a plan.</content>
internal sealed partial class RunLease
{
    private const string Copy = "INSERT INTO changes (" + ChangeRow.Columns + ") SELECT id + {0}, " + ChangeRow.OtherColumns
        + " FROM changes WHERE id >= {1} AND id < {2} AND (obstacle IS NULL OR outcome <> 2)";

    /// <summary>
    /// Copies the members, counts and changes of a plan into a run that plans, in one transaction; what cannot be sent stays listed in the plan
    /// and is counted only. To be called once per run.
    /// </summary>
    public Task<bool> TakePlanAsync(Run plan, CancellationToken ct) => CheckpointAsync(
        row => row
            .SetProperty(r => r.ListedUpTo, (long?)plan.ListedUpTo?.Value)
            .SetProperty(r => r.Listed, plan.Listed)
            .SetProperty(r => r.ApproximateMembers, plan.ApproximateMembers)
            .SetProperty(r => r.PlannedBy, plan.PlannedBy)
            .SetProperty(r => r.Total, plan.Total)
            .SetProperty(r => r.Unknown, plan.Unknown)
            .SetProperty(r => r.Known, plan.Known)
            .SetProperty(r => r.Losing, plan.Losing)
            .SetProperty(r => r.Awaiting, plan.Awaiting)
            .SetProperty(r => r.Planned, plan.Planned)
            .SetProperty(r => r.Refused, plan.Refused)
            .SetProperty(r => r.Skipped, plan.Skipped),
        async db =>
        {
            var first = ChangeId.First(plan.Id, 0);
            await db.Runs.Where(row => row.Id == Run.Value).ExecuteUpdateAsync(
                row => row.SetProperty(r => r.Holders, r => db.Runs.Where(other => other.Id == plan.Id.Value).Select(other => other.Holders).First()), ct);
            object[] shiftAndRange = [ChangeId.First(Run, 0) - first, first, ChangeId.End(plan.Id)];
            await db.Database.ExecuteSqlRawAsync(Copy, shiftAndRange, ct);
        },
        ct);
}

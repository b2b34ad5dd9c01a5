using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Core.Runs;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>Plans a run that follows from another one: an undo of what that run wrote, or the very plan of a dry run.</summary>
internal sealed class FollowUpPlanning(RunStore runs, UndoPlanning undo)
{
    /// <returns>Null when the plan is complete; otherwise why it is not.</returns>
    public async Task<PhaseResult?> PlanAsync(
        RunLease lease, Run run, RunId of, Policy policy, IReadOnlyDictionary<RoleId, string> obstacles, TimeBudget budget, CancellationToken ct)
    {
        if (await runs.FindAsync(of, ct) is not { } other)
        {
            return new PhaseResult.Failed($"Run {of}, which this run follows, is not stored here any more.");
        }

        return run.Kind is RunKind.Undo
            ? await undo.PlanAsync(lease, run, other, policy, obstacles, budget, ct)
            : await TakeAsync(lease, run, other, ct);
    }

    private async Task<PhaseResult?> TakeAsync(RunLease lease, Run run, Run plan, CancellationToken ct)
    {
        // Asked here once more: a run may have come and gone between the wish and its start.
        if (await runs.LatestAsync(run.Guild, run.Id, ct) is not { } before || before.Id != plan.Id)
        {
            return new PhaseResult.Failed($"Run {plan.Id} is no longer the newest plan of the guild: make a new one with rolesync plan.");
        }

        var isTaken = run.Total > 0 || run.ListedUpTo is not null;
        return isTaken || await lease.TakePlanAsync(plan, ct) ? null : new PhaseResult.LeaseLost();
    }
}

using RoleSync.Core.Runs;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>Plans a run that follows from another one: an undo of what that run wrote, or the very plan of a dry run.</summary>
internal sealed class FollowUpPlanning(RunStore runs, UndoPlanning undo)
{
    /// <summary>Plans on from where the run stands.</summary>
    /// <param name="lease">The right to write the run.</param>
    /// <param name="run">The run as it is stored.</param>
    /// <param name="followed">The run that it follows.</param>
    /// <param name="guild">The guild as inspected.</param>
    /// <param name="budget">How long this firing may still work.</param>
    /// <param name="ct">Cancels calls and queries; what is stored stays.</param>
    /// <returns>Null when the plan is complete; otherwise why it is not.</returns>
    public async Task<PhaseResult?> PlanAsync(RunLease lease, Run run, RunId followed, GuildState guild, TimeBudget budget, CancellationToken ct)
    {
        if (await runs.FindAsync(followed, ct) is not { IsPruned: false } other)
        {
            return Gone(followed);
        }

        if (run.Kind is not RunKind.Undo)
        {
            return await TakeAsync(lease, run, other, ct);
        }

        // Nothing is pruned while a run is under way, but a step of that may have begun before this run did.
        return await undo.PlanAsync(lease, run, other, guild, budget, ct)
            ?? (await runs.FindAsync(followed, ct) is { IsPruned: false } ? null : Gone(followed));
    }

    private static PhaseResult.Failed Gone(RunId followed) => new($"Run {followed}, which this run follows, is not stored here any more: it is older than runs are kept (SYNC_HISTORY_DAYS).");

    private async Task<PhaseResult?> TakeAsync(RunLease lease, Run run, Run plan, CancellationToken ct)
    {
        // Asked here once more: a run may have come and gone between the request and its start.
        if (await runs.LatestAskedAsync(run.Guild, run.Id, ct) is { } since && since.Id.Value > plan.Id.Value)
        {
            return new PhaseResult.Failed($"Run {plan.Id} is no longer the newest plan of the guild: make a new one with rolesync plan.");
        }

        var isTaken = run.Total > 0 || run.ListedUpTo is not null;
        return isTaken || await lease.Plan.CopyAsync(plan, ct) ? null : new PhaseResult.LeaseLost();
    }
}

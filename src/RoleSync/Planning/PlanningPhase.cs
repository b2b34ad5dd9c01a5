using Microsoft.Extensions.Logging;
using RoleSync.Core.Guarding;
using RoleSync.Core.Policies;
using RoleSync.Core.Runs;
using RoleSync.HandEdits;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>Plans a run: every page of members is read, looked up, planned and stored, and nothing is written to Discord.</summary>
internal sealed partial class PlanningPhase(
    MemberPager members, PagePlanner planner, UnknownRetry secondLook, PlanClosing closing, FollowUpPlanning followUps, GuildInspector inspector,
    MemberListGate rollCheck, HandEditDetector drift, PlanMemory memory,
    ILogger<PlanningPhase> logger)
{
    public async Task<PhaseResult> RunAsync(RunLease lease, Run run, Policy policy, TimeBudget budget, CancellationToken ct)
    {
        var (inspection, hindrance) = await inspector.InspectAsync(run.Guild, policy, budget.Left, ct);
        if (inspection is null)
        {
            return hindrance!;
        }

        var ground = new Ground(policy, inspection.Obstacles);
        if (run.Of is { } of)
        {
            return await followUps.PlanAsync(lease, run, of, policy, inspection.Obstacles, budget, ct)
                ?? await closing.CloseAsync(lease, ground, ct);
        }

        if (inspection.ApproximateMembers is { } expected && !await lease.ExpectMembersAsync(expected, ct))
        {
            return new PhaseResult.LeaseLost();
        }

        if (run.PlannedBy != policy.Fingerprint && !await lease.PlanByAsync(policy.Fingerprint, ct))
        {
            return new PhaseResult.LeaseLost();
        }

        await drift.BeginAsync(run, ct);
        (run, var end) = await ListAsync(lease, run, ground, inspection.ApproximateMembers, budget, ct);
        if (end is null && MemberListCheck.MayLack(run.Listed, inspection.ApproximateMembers))
        {
            // A page that came short looks like the last one.
            (run, end) = await ListAsync(lease, run, ground, inspection.ApproximateMembers, budget, ct);
        }

        return end
            ?? rollCheck.Check(run, inspection.ApproximateMembers)
            ?? await secondLook.RunAsync(lease, run, ground, budget, ct)
            ?? await closing.CloseAsync(lease, ground, ct);
    }

    /// <summary>Plans every page after those that the run has.</summary>
    /// <returns>The run with the counts of all pages, and why the list could not be read to its end, if so.</returns>
    private async Task<(Run Run, PhaseResult? End)> ListAsync(
        RunLease lease, Run run, Ground ground, int? approximateMembers, TimeBudget budget, CancellationToken ct)
    {
        var holders = await memory.HoldersAsync(run.Id, ct);
        await foreach (var (page, end) in members.ReadAsync(run.Guild, ground.Policy, run.ListedUpTo, budget, ct))
        {
            if (page is null)
            {
                return (run, end!);
            }

            var planned = await planner.PlanAsync(run, page, ground, holders, ct);
            if (planned.InScope > 0 || page.Page.Last is not null)
            {
                if (!await lease.AddPageAsync(planned, ct))
                {
                    return (run, new PhaseResult.LeaseLost());
                }

                holders = planned.Holders ?? holders;
                run = run with
                {
                    Total = run.Total + planned.InScope,
                    Listed = run.Listed + planned.Listed,
                    Unknown = run.Unknown + planned.Unknown,
                    ListedUpTo = planned.ListedUpTo,
                };
                if (page.Page.Unreadable > 0)
                {
                    Log.Unreadable(logger, page.Page.Unreadable);
                }

                Log.PagePlanned(logger, run.Listed, approximateMembers, run.Total, planned.Changes.Count, planned.Unknown);
            }

            if (await lease.CheckAsync(ct) is var grip && grip is not LeaseState.Held)
            {
                return (run, grip is LeaseState.StopAsked ? new PhaseResult.StopRequested() : new PhaseResult.LeaseLost());
            }
        }

        return (run, null);
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Information,
            "Planning: {Listed} of about {Approximate} members listed, {InScope} in scope; this page needs {Changes} changes, {Unknown} standings are unknown")]
        public static partial void PagePlanned(ILogger logger, int listed, int? approximate, int inScope, int changes, int unknown);

        [LoggerMessage(14, LogLevel.Warning, "{Members} members of this page could not be read in Discord's answer: their roles stay as they are in this run")]
        public static partial void Unreadable(ILogger logger, int members);
    }
}

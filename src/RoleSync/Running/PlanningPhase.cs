using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Runs;
using RoleSync.Core.Standings;
using RoleSync.Storage;

namespace RoleSync.Running;

/// <summary>Plans a run: every page of members is read, looked up, planned and stored, and nothing is written to Discord.</summary>
internal sealed partial class PlanningPhase(
    MemberReader members, Inspector inspector, FollowUpPlanning followUps, RunStore runs, TimeProvider time, IOptions<SyncOptions> options, ILogger<PlanningPhase> logger)
{
    public async Task<PhaseEnd> RunAsync(Run run, Policy policy, TimeBudget budget, CancellationToken ct)
    {
        var (inspection, hindrance) = await inspector.InspectAsync(run.Guild, policy, budget.Left, ct);
        if (inspection is null)
        {
            return hindrance!;
        }

        if (run.Of is { } of)
        {
            return await followUps.PlanAsync(run, of, policy, inspection.Obstacles, budget, ct) ?? await CloseAsync(run, ct);
        }

        if (inspection.ApproximateMembers is { } expected && !await runs.ExpectMembersAsync(run.Id, run.Epoch, expected, ct))
        {
            return PhaseEnd.GripLost;
        }

        await foreach (var (page, end) in members.ReadAsync(run.Guild, policy, run.ListedUpTo, budget, ct))
        {
            if (page is null)
            {
                return end!;
            }

            var planned = Plan(run, page, await page.Standings, policy, inspection.Obstacles);
            if (planned.InScope > 0 || page.Page.Last is not null)
            {
                if (!await runs.AddPageAsync(run.Id, run.Epoch, planned, ct))
                {
                    return PhaseEnd.GripLost;
                }

                run = run with { Total = run.Total + planned.InScope, Listed = run.Listed + planned.Listed };
                Log.PagePlanned(logger, run.Listed, inspection.ApproximateMembers, run.Total, planned.Changes.Count, planned.Unknown);
            }

            if (await runs.GripAsync(run.Id, run.Epoch, ct) is var grip && grip is not RunGrip.Held)
            {
                return grip is RunGrip.StopAsked ? PhaseEnd.StopAsked : PhaseEnd.GripLost;
            }
        }

        return await CloseAsync(run, ct);
    }

    private PlannedPage Plan(
        Run run, ReadPage page, IReadOnlyDictionary<MemberId, Standing>[] standings, Policy policy,
        IReadOnlyDictionary<RoleId, string> obstacles)
    {
        var changes = new List<(int Index, Change Change)>();
        var (unknown, losing) = (0, 0);
        for (var i = 0; i < page.InScope.Count; i++)
        {
            var (member, index) = (page.InScope[i], run.Total + i);
            var standing = standings[i / Ethos.EthosClient.MaximumBatch][member.Id];
            if (standing is Standing.Unknown)
            {
                unknown++;
                continue;
            }

            if (index < run.StartIndex)
            {
                continue;
            }

            var loses = false;
            foreach (var change in Planner.Plan(member, standing, policy, obstacles))
            {
                changes.Add((index, change));
                loses |= change is { Kind: ChangeKind.Revoke, Direction: Direction.Loss, Obstacle: null };
            }

            losing += loses ? 1 : 0;
        }

        return new PlannedPage(
            page.Page.Last ?? run.ListedUpTo ?? default, page.Page.Members.Count, page.InScope.Count, unknown, losing, changes, time.GetUtcNow());
    }

    private async Task<PhaseEnd> CloseAsync(Run planned, CancellationToken ct)
    {
        var run = await runs.FindAsync(planned.Id, ct) ?? planned;
        if (run.StartIndex > 0 && run.StartIndex >= run.Total)
        {
            return new PhaseEnd.Fatal(
                $"startIndex {run.StartIndex} is beyond the end: the guild has {run.Total} members with the verified role, so the last index is {run.Total - 1}.");
        }

        var settings = options.Value;
        var withholds = Guard.WithholdsLosses(run.Total, run.Unknown, settings.MaxUnknown);
        var verdict = Guard.Judge(run.Total, withholds ? 0 : run.Losing, new GuardLimits { MaxRemovals = settings.MaxRemovals });
        var next = run switch
        {
            { Kind: RunKind.DryRun } or { Total: 0 } => RunPhase.Completed,
            _ when verdict.IsHeld => RunPhase.Held,
            _ => RunPhase.Applying,
        };
        var note = string.Join(' ', new[] { UnknownNote(run, withholds), WouldBeHeld(run, verdict) ?? verdict.Why }.OfType<string>());
        Log.Planned(logger, run.Total, run.Planned, run.Losing, run.Unknown, next);
        return await runs.EndPlanningAsync(run.Id, run.Epoch, next, withholds, note.Length > 0 ? note : null, ct)
            ? PhaseEnd.Advanced
            : PhaseEnd.GripLost;
    }

    private static string? WouldBeHeld(Run run, GuardVerdict verdict) =>
        run.Kind is RunKind.DryRun && verdict.IsHeld ? Run.WouldBeHeldNote + verdict.Why : null;

    private static string? UnknownNote(Run run, bool withholds) => (run.Unknown, withholds) switch
    {
        (0, _) => null,
        (_, false) => $"Ethos gave no trustworthy answer for {run.Unknown} of {run.Total} members; nothing changes for them.",
        (_, true) => $"Ethos gave no trustworthy answer for {run.Unknown} of {run.Total} members; nothing changes for them, "
            + "and because they are so many nobody loses a role or a tier in this run (SYNC_MAX_UNKNOWN).",
    };

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Information,
            "Planning: {Listed} of about {Approximate} members listed, {InScope} in scope; this page needs {Changes} changes, {Unknown} standings are unknown")]
        public static partial void PagePlanned(ILogger logger, int listed, int? approximate, int inScope, int changes, int unknown);

        [LoggerMessage(11, LogLevel.Information,
            "Planned: {InScope} members in scope, {Changes} changes, {Losing} members lose a role or a tier, {Unknown} standings are unknown; next: {Phase}")]
        public static partial void Planned(ILogger logger, int inScope, int changes, int losing, int unknown, RunPhase phase);
    }
}

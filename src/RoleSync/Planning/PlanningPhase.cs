using Microsoft.Extensions.Logging;
using RoleSync.Core.Guarding;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.HandEdits;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>
/// The first phase of a run. It lists the guild's members page by page (up to 1,000 each), asks Ethos about those who hold the verified role, works
/// out which roles they should get or lose, and stores that as the run's plan. Nothing is written to Discord. Each page is stored with the id that
/// it ends at, so a plan that was cut off goes on after its last page, in the next firing or in another process.
/// </summary>
internal sealed partial class PlanningPhase(
    GuildInspector inspector, FollowUpPlanning followUps, MemberPager members, PagePlanner planner, MemberListGate listGate, UnknownRetry unknownRetry,
    PlanClosing closing, HandEditDetector handEdits, PlanMemory memory, ILogger<PlanningPhase> logger)
{
    /// <summary>Plans on from where the run stands.</summary>
    /// <param name="lease">The right to write this run's rows; every write is refused once another firing has taken it.</param>
    /// <param name="run">The run as it is stored.</param>
    /// <param name="policy">The guild's roles, and who gets which.</param>
    /// <param name="budget">How long this firing may still work; a plan that needs longer goes on in the next one.</param>
    /// <param name="ct">Cancels waits, calls and queries; what is stored stays.</param>
    /// <returns>Advanced when the plan is complete and the run's next phase is stored; otherwise why it is not.</returns>
    public async Task<PhaseResult> RunAsync(RunLease lease, Run run, Policy policy, TimeBudget budget, CancellationToken ct)
    {
        // Roles that the bot cannot give or take are known before the first change is planned: those changes are stored as refused, not sent.
        var inspected = await inspector.InspectAsync(run.Guild, policy, budget.Left, isAwaited: false, ct);
        if (inspected.Ends(out var hindrance, out var guild))
        {
            return hindrance;
        }

        // A run that follows another one (its undo, or the application of a dry run) is about that run's members: the guild is not listed.
        var incomplete = run.Of is { } followed
            ? await followUps.PlanAsync(lease, run, followed, guild, budget, ct)
            : await PlanMembersAsync(lease, run, guild, budget, ct);
        return incomplete ?? await closing.CloseAsync(lease, guild, ct);
    }

    /// <summary>Plans all members of the guild who are not planned yet.</summary>
    /// <returns>Null when everybody is planned; otherwise why not.</returns>
    private async Task<PhaseResult?> PlanMembersAsync(RunLease lease, Run run, GuildState guild, TimeBudget budget, CancellationToken ct)
    {
        if (!await StoreBasisAsync(lease, run, guild, ct))
        {
            return new PhaseResult.LeaseLost();
        }

        await handEdits.BeginAsync(run, ct);
        var listed = await ListAsync(lease, run, guild, budget, ct);
        if (listed is Attempt<Run>.Done { Value: var sofar } && MemberListCheck.MayLack(sofar.Listed, guild.ApproximateMembers))
        {
            // The last page is told by not being full, so a page that came short by mistake looks like it: what follows is asked for once more.
            listed = await ListAsync(lease, sofar, guild, budget, ct);
        }

        if (listed.Ends(out var end, out var complete))
        {
            return end;
        }

        // A list that lacks many of the guild's members is not planned by; members of whom Ethos said nothing usable are asked for a second time.
        return listGate.Check(complete, guild.ApproximateMembers)
            ?? await unknownRetry.RunAsync(lease, complete, guild, budget, ct);
    }

    /// <summary>Stores what the plan is made for: about how many members, for the progress, and which policy, so that another one is noticed later.</summary>
    /// <returns>False when another firing has taken the run.</returns>
    private static async Task<bool> StoreBasisAsync(RunLease lease, Run run, GuildState guild, CancellationToken ct) =>
        (guild.ApproximateMembers is not { } expected || await lease.Plan.ExpectMembersAsync(expected, ct))
        && (run.PlannedBy == guild.Policy.Fingerprint || await lease.Plan.NotePolicyAsync(guild.Policy.Fingerprint, ct));

    /// <summary>Plans and stores the pages after those that the run has, each before the next is planned.</summary>
    /// <returns>The run with the counts of all its pages; an end where the list could not be read up to the last one.</returns>
    private async Task<Attempt<Run>> ListAsync(RunLease lease, Run run, GuildState guild, TimeBudget budget, CancellationToken ct)
    {
        // How many members hold each tier role, which says at the end whether the plan would empty a role.
        var holders = await memory.HoldersAsync(run.Id, ct);
        await foreach (var read in members.ReadAsync(run, guild.Policy, budget, ct))
        {
            if (read.Ends(out var end, out var page))
            {
                return end;
            }

            var planned = await planner.PlanAsync(run, page, guild, holders, ct);
            if (!page.IsEmpty || !planned.StrayNotes.AreNone)
            {
                if (!await lease.Plan.AddPageAsync(planned, ct))
                {
                    return new PhaseResult.LeaseLost();
                }

                holders = planned.Holders ?? holders;
                run = With(run, planned);
                Tell(page, planned, run, guild);
            }

            if ((await lease.CheckAsync(ct)).EndsPhase() is { } leaving)
            {
                return leaving;
            }
        }

        return run;
    }

    /// <summary>The run as it is stored once the page is.</summary>
    private static Run With(Run run, PlannedPage page) => run with
    {
        Total = run.Total + page.InScope,
        Listed = run.Listed + page.Listed,
        Unknown = run.Unknown + page.Unknown,
        ListedUpTo = page.ListedUpTo,
    };

    private void Tell(MemberStandings page, PlannedPage planned, Run run, GuildState guild)
    {
        if (page.Page.Unreadable > 0)
        {
            Log.Unreadable(logger, page.Page.Unreadable);
        }

        var level = run.LogLevel();
        Log.PagePlanned(logger, level, run.Listed, guild.ApproximateMembers, run.Total, planned.Changes.Count, planned.Unknown);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 10, Message =
            "Planning: {Listed} of about {Approximate} members listed, {InScope} in scope; this page needs {Changes} changes, {Unknown} standings are unknown")]
        public static partial void PagePlanned(ILogger logger, LogLevel level, int listed, int? approximate, int inScope, int changes, int unknown);

        [LoggerMessage(14, LogLevel.Warning, "{Members} members of this page could not be read in Discord's answer: their roles stay as they are in this run")]
        public static partial void Unreadable(ILogger logger, int members);
    }
}

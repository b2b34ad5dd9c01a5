using Microsoft.Extensions.Options;
using RoleSync.Core.Guarding;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Core.Runs;
using RoleSync.HandEdits;
using RoleSync.Reading;
using RoleSync.Storage;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>
/// Plans a run under settings that are not in force. It reads what a run reads, within the same limits, page by page, and stores nothing: no run could
/// apply such a plan by mistake. One at a time, because each lists a whole guild.
/// </summary>
internal sealed class WhatIfPlanner(
    GuildInspector inspector, MemberPager members, StandingSource ethos, RunStore runs, PlanMemory memory, ChangeJournal journal, StrayStore strays, RoleStore roles,
    TimeProvider time) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(12);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>Plans the guild.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="proposal">What the plan is made by.</param>
    /// <param name="shown">How many changes are shown one by one.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<WhatIfAnswer> PlanAsync(GuildId guild, PlanProposal proposal, int shown, CancellationToken ct)
    {
        if (await runs.ActiveAsync(guild, ct) is { Phase: RunPhase.Planning or RunPhase.Applying } active && !active.Trigger.IsScheduled())
        {
            return new WhatIfAnswer.Busy($"Run {active.Id} of this guild is under way and changes what a plan would find: ask again when it has ended.");
        }

        var policy = proposal.Policy.CompletedBy(await roles.ReadAsync(guild, ct)).Build();
        if (policy.Value is not { } tried)
        {
            return new WhatIfAnswer.Unusable(policy.Problems);
        }

        if (!await _turn.WaitAsync(TimeSpan.Zero, ct))
        {
            return new WhatIfAnswer.Busy("Another plan of this kind is being made: ask again in a minute.");
        }

        try
        {
            return await PlanAsync(guild, tried, proposal.Sync, shown, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<WhatIfAnswer> PlanAsync(GuildId id, Policy policy, SyncOptions sync, int shown, CancellationToken ct)
    {
        var budget = new TimeBudget(time, _patience);
        if ((await inspector.InspectAsync(id, policy, budget.Left, isAwaited: true, ct)).Ends(out var hindrance, out var guild))
        {
            return new WhatIfAnswer.Unavailable(hindrance.SentenceForWaiting);
        }

        var options = Options.Create(sync);
        var planner = new PagePlanner(runs, memory, journal, strays, new HandEditDetector(memory, journal, options), time, options);
        var tally = new WhatIfTally(Nobodys(id), shown);
        await foreach (var read in members.ReadAsync(tally.Run, policy, budget, ct))
        {
            if (read.Ends(out hindrance, out var page))
            {
                return new WhatIfAnswer.Unavailable(hindrance is PhaseResult.OutOfTime ? "The guild could not be read within twelve minutes: ask again when less is under way." : hindrance.SentenceForWaiting);
            }

            tally.Add(await planner.PlanAsync(tally.Run, page, guild, tally.Holders, ct));
        }

        if (!MemberListCheck.IsBelievable(tally.Run.Listed, guild.ApproximateMembers))
        {
            return new WhatIfAnswer.Unavailable($"Discord listed {tally.Run.Listed} members of a guild that has about {guild.ApproximateMembers ?? 1}: ask again later.");
        }

        foreach (var again in tally.Unresolved.Chunk(StandingSource.MaximumBatch))
        {
            var standings = await ethos.LookUpAgainAsync(tally.Run, [.. again.Select(one => one.Member.Id)], ct);
            tally.Add(await planner.PlanAsync(tally.Run, again, standings, guild, ct));
        }

        return await JudgeAsync(tally, policy, sync, ct);
    }

    private async Task<WhatIfAnswer> JudgeAsync(WhatIfTally tally, Policy policy, SyncOptions sync, CancellationToken ct)
    {
        var run = tally.Run;
        var withholds = Guard.WithholdsLosses(run.Asked, run.Unknown, sync.MaxUnknown);
        var lostLastDay = await journal.RemovalsSinceAsync(run.Guild, time.GetUtcNow() - Agreement.Time, besides: run.Id, ct);
        var verdict = withholds ? GuardVerdict.Passed : PlanClosing.Judge(run, policy, sync.MaxRemovals, lostLastDay, tally.Holders, tally.TierLosses, tally.AbsentLosers);
        return new WhatIfAnswer.Planned(run, policy, verdict, withholds, tally.Transitions(withholds), tally.Changes(withholds));
    }

    /// <summary>A run that is stored nowhere.</summary>
    private Run Nobodys(GuildId guild) => new()
    {
        Id = new RunId(0),
        Guild = guild,
        Kind = RunKind.DryRun,
        Trigger = RunTrigger.Http,
        Phase = RunPhase.Planning,
        StartIndex = 0,
        ChunkSize = 1,
        ContinuesByItself = false,
        CreatedAt = time.GetUtcNow(),
    };
}

using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guarding;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Core.Runs;
using RoleSync.Core.Waiting;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>Closes a plan: withholds its losses where the source was unwell, lets the guard judge the rest, and says what a person should know.</summary>
internal sealed partial class PlanClosing(
    ChangeJournal journal, PlanMemory memory, PassClosing passes, TimeProvider time, IOptions<SyncOptions> options, ILogger<PlanClosing> logger)
{
    private const int ShownObstacles = 3;

    public async Task<PhaseResult> CloseAsync(RunLease lease, GuildState guild, CancellationToken ct)
    {
        if (await lease.ReadAsync(ct) is not { } run)
        {
            return new PhaseResult.LeaseLost();
        }

        if (run.StartIndex > 0 && run.StartIndex >= run.Total)
        {
            return new PhaseResult.Failed(
                $"startIndex {run.StartIndex} is beyond the end: the guild has {run.Total} members in scope, so the last index is {run.Total - 1}.");
        }

        var withholds = Guard.WithholdsLosses(run.Asked, run.Unknown, options.Value.MaxUnknown);
        var verdict = withholds ? GuardVerdict.Passed : await JudgeAsync(run, guild.Policy, ct);
        var next = run switch
        {
            { Kind: RunKind.DryRun } or { Total: 0 } => RunPhase.Completed,
            _ when verdict.IsHeld => RunPhase.Held,
            _ => RunPhase.Applying,
        };
        var wouldBeHeld = run.Kind is RunKind.DryRun && verdict.IsHeld;
        var edited = options.Value.Drift is Drift.Report ? await journal.ConflictingMembersAsync(run.Id, ct) : 0;
        var note = string.Join(' ', new[] { UnknownNote(run, withholds), AwaitingNote(run), EditedNote(run, edited), RefusedNote(run, guild), wouldBeHeld ? $"Would be held: {verdict.Why}" : verdict.Why }.OfType<string>());
        if (await passes.JudgeAsync(run, withholds, note, ct) is { } quiet)
        {
            return await lease.Plan.EndQuietlyAsync(quiet, ct) ? new PhaseResult.Quiet() : new PhaseResult.LeaseLost();
        }

        var level = run.LogLevel();
        Log.Planned(logger, level, run.Total, run.Planned, run.Losing, run.Unknown, run.Awaiting, next);
        return await lease.Plan.EndAsync(next, withholds, wouldBeHeld, note.Length > 0 ? note : null, ct)
            ? new PhaseResult.Advanced()
            : new PhaseResult.LeaseLost();
    }

    private async Task<GuardVerdict> JudgeAsync(Run run, Policy policy, CancellationToken ct)
    {
        if (run.Losing == 0)
        {
            return GuardVerdict.Passed;
        }

        var lostLastDay = await journal.RemovalsSinceAsync(run.Guild, time.GetUtcNow() - Agreement.Time, besides: run.Id, ct);
        var holders = await memory.HoldersAsync(run.Id, ct);
        var losses = await journal.TierLossesAsync(run.Id, ct);
        return Judge(run, policy, options.Value.MaxRemovals, lostLastDay, holders, losses, await journal.AbsentLosersAsync(run.Id, ct));
    }

    /// <summary>Whether a complete plan takes too much.</summary>
    /// <param name="run">The run, with the counts of all its pages.</param>
    /// <param name="policy">The policy that it was planned by.</param>
    /// <param name="maxRemovals">The share that may lose roles, from 0 to 1.</param>
    /// <param name="lostLastDay">Other members who lost a role within a day.</param>
    /// <param name="holders">How many members hold each tier role.</param>
    /// <param name="losses">How many of them lose it.</param>
    /// <param name="absentLosers">Members who lose something because Ethos knows nobody behind them.</param>
    public static GuardVerdict Judge(
        Run run, Policy policy, double maxRemovals, int lostLastDay, IReadOnlyDictionary<RoleId, int> holders, IReadOnlyDictionary<RoleId, int> losses, int absentLosers) =>
        Guard.Judge(
            run.Holding,
            run.Losing,
            new GuardLimits { MaxRemovals = maxRemovals },
            lostLastDay,
            [.. losses.Select(loss => new RoleLoss(policy.NameOf(loss.Key), holders.GetValueOrDefault(loss.Key), loss.Value))],
            new AbsentLosses(absentLosers, run.Known));

    private static string? UnknownNote(Run run, bool withholds) => (run.Unknown, withholds) switch
    {
        (0, _) => null,
        (_, false) => $"Ethos gave no trustworthy answer for {run.Unknown} of {run.Asked} members; nothing changes for them.",
        (_, true) => $"Ethos gave no trustworthy answer for {run.Unknown} of {run.Asked} members; nothing changes for them, "
            + "and because they are so many nobody loses a role or a tier in this run (SYNC_MAX_UNKNOWN).",
    };

    private string? AwaitingNote(Run run) => run.Awaiting == 0 ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"Ethos does not know {run.Awaiting} of the members who hold its roles; they keep them until {options.Value.ConfirmAbsent} looks agree (SYNC_CONFIRM_ABSENT) that are {DurationText.Of(options.Value.ConfirmAfter)} apart or more (SYNC_CONFIRM_AFTER).");

    // An undo lists edits of its own, and lists them in any case.
    private static string? EditedNote(Run run, int edited) => run.Kind is RunKind.Undo || edited == 0 ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"Roles of {edited} members were edited by hand; those changes are listed as conflicts and left alone (SYNC_DRIFT=report).");

    /// <summary>What is in the way stands in the run: its changes are listed once, in the run that first met it.</summary>
    private static string? RefusedNote(Run run, GuildState guild) => run.Kind is RunKind.Undo || run.Refused == 0 || guild.Obstacles.Count == 0 ? null
        : string.Create(CultureInfo.InvariantCulture, $"Of the changes that are needed {run.Refused} cannot be made. ")
            + string.Join(' ', guild.Obstacles.Values.Distinct().Order(StringComparer.Ordinal).Take(ShownObstacles));

    private static partial class Log
    {
        [LoggerMessage(EventId = 11, Message =
            "Planned: {InScope} members in scope, {Changes} changes, {Losing} members lose a role or a tier, {Unknown} standings are unknown, "
            + "{Awaiting} members are absent and await another look; next: {Phase}")]
        public static partial void Planned(
            ILogger logger, LogLevel level, int inScope, int changes, int losing, int unknown, int awaiting, RunPhase phase);
    }
}

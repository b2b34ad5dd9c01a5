using System.Globalization;
using Microsoft.Extensions.Options;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Policies;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Scheduling;

/// <summary>Starts runs that follow from another one: its undo, or the plan of a dry run. Whoever asks for one asks for the whole of it, so its chunks always follow each other.</summary>
internal sealed class FollowUpRuns(
    RunStore runs, RunControl control, GuildPolicies policies, SendGate gate, TimeProvider time, IOptions<SyncOptions> options)
{
    /// <summary>Begins a run that takes back what that run wrote.</summary>
    public async Task<FollowAnswer> UndoAsync(RunId id, RunTrigger trigger, CancellationToken ct) =>
        await runs.FindAsync(id, ct) is not { } run ? await MissingAsync(id, ct)
        : run.IsPruned ? new FollowAnswer.Refused($"{Kept(id)} Its changes are being deleted, so they cannot be taken back any more.")
        : run.Kind is RunKind.DryRun ? new FollowAnswer.Refused($"Run {id} was a dry run: it wrote nothing, so there is nothing to take back.")
        : run.Phase.IsActive() && !(run.Phase is RunPhase.Applying && run.Trigger.IsScheduled()) ? new FollowAnswer.Refused($"Run {id} is {Name(run.Phase)}: wait for its end or stop it with rolesync stop, then undo it.")
        : await StartAsync(run, RunKind.Undo, trigger, startIndex: 0, ct);

    /// <summary>Begins a run that applies the plan of that dry run.</summary>
    public async Task<FollowAnswer> ApplyAsync(RunId id, RunTrigger trigger, CancellationToken ct)
    {
        if (await runs.FindAsync(id, ct) is not { } plan)
        {
            return await MissingAsync(id, ct);
        }

        if (plan is not { Kind: RunKind.DryRun, Phase: RunPhase.Completed, PlannedAt: { } plannedAt })
        {
            return new FollowAnswer.Refused(plan.Kind is RunKind.DryRun
                ? $"The plan of run {id} is not complete (its phase is {Name(plan.Phase)}): make a new one with rolesync plan."
                : $"Run {id} is no dry run, so it has no plan to apply: make one with rolesync plan.");
        }

        if (time.GetUtcNow() - plannedAt > Agreement.Time)
        {
            return new FollowAnswer.Refused($"The plan of run {id} is older than {Agreement.InWords}: make a new one with rolesync plan.");
        }

        return await runs.LatestAskedAsync(plan.Guild, before: null, ct) is { } newest && newest.Id.Value > id.Value
            ? new FollowAnswer.Refused(newest.Of == id && newest.Kind is not RunKind.Undo
                ? $"The plan of run {id} has been applied already, by run {newest.Id}."
                : $"Run {newest.Id} has come after the plan of run {id}: make a new one with rolesync plan.")
            : await StartAsync(plan, RunKind.Sync, trigger, plan.StartIndex, ct);
    }

    private async Task<FollowAnswer> StartAsync(Run of, RunKind kind, RunTrigger trigger, int startIndex, CancellationToken ct)
    {
        if (policies.Find(of.Guild) is null)
        {
            return new FollowAnswer.Refused($"Guild {of.Guild} is no longer configured here: set DISCORD_GUILD_ID, or add it under RoleSync:Guilds.");
        }

        if (gate.Refusal(trigger) is { } halt)
        {
            return new FollowAnswer.Unavailable(halt.Why, halt.RetriesIn);
        }

        gate.TryNow(of.Guild, trigger);
        var request = new RunRequest(of.Guild, kind, trigger, startIndex, options.Value.ChunkSize, ContinuesByItself: true, of.Id)
        {
            // What scheduled runs have written since the plan was made may have made it untrue.
            LooksAgain = kind is RunKind.Sync && (await runs.ActiveAsync(of.Guild, ct) is not null || (await runs.LatestAsync(of.Guild, ct))?.Id != of.Id),
        };
        switch (await runs.StartAsync(request, ct))
        {
            case RunStart.Started { Run: var run }:
                await control.BringOnAsync(run.Guild, ct);
                return new FollowAnswer.Started(run);
            case RunStart.Busy { Active: var active }:
                return new FollowAnswer.Refused(new StartAnswer.Busy(active).Why);
            default:
                throw new InvalidOperationException("A run that a person asks for starts, or finds another one in the way.");
        }
    }

    private async Task<FollowAnswer.NoSuchRun> MissingAsync(RunId id, CancellationToken ct) =>
        await runs.ListAsync(null, null, 1, ct) is [var newest] && newest.Id.Value > id.Value
            ? new FollowAnswer.NoSuchRun($"Run {id} is not stored any more. {Kept(id)} What it wrote can be neither taken back nor applied again.")
            : new FollowAnswer.NoSuchRun($"There is no run {id}.");

    private string Kept(RunId id) => string.Create(
        CultureInfo.InvariantCulture, $"Runs are kept for {options.Value.HistoryDays} days after they ended (SYNC_HISTORY_DAYS), and run {id} is older.");

    private static string Name(RunPhase phase) => phase.ToString().ToLowerInvariant();
}

/// <summary>What became of the request for a run that follows from another one.</summary>
internal abstract record FollowAnswer
{
    private FollowAnswer()
    {
    }

    /// <summary>A new run has begun.</summary>
    public sealed record Started(Run Run) : FollowAnswer;

    /// <summary>There is no run of that number, or none any more: a sentence that says which.</summary>
    public sealed record NoSuchRun(string Why) : FollowAnswer;

    /// <summary>Nothing can be started now, because nothing is sent to Discord.</summary>
    /// <param name="Why">A sentence that says why, and when that is tried again.</param>
    /// <param name="RetryAfter">From now until it is tried again.</param>
    public sealed record Unavailable(string Why, TimeSpan RetryAfter) : FollowAnswer;

    /// <summary>It cannot be done now, or not at all: a sentence that says why and what to do.</summary>
    public sealed record Refused(string Why) : FollowAnswer;
}

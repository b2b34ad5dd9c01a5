using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Applying;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Discord.Options;
using RoleSync.Planning;
using RoleSync.Policies;
using RoleSync.Storage.Runs;
using RoleSync.Telemetry;
using RoleSync.Work;

namespace RoleSync.Scheduling;

/// <summary>
/// One stretch of work on a guild's run, within the host's execution limit. Knows nothing of the scheduler:
/// it takes the lease of the run, works until the run ends, waits or the time is up, and says when it wants to go on.
/// </summary>
internal sealed class RunFiring(
    PlanningPhase planning, PassClosing passes, ApplyingPhase applying, HalfMembers halves, RunMemories memories, RunLeases leases, GuildPolicies policies, StoredRoles roles,
    FiringFaults faults, UnstoredPostponements unstored, TimeProvider time,
    IOptions<SyncOptions> options, IOptions<DiscordOptions> discord, ILogger<RunFiring> logger)
{
    private const string StopsLater = "The run stops when the member in hand is finished. ";

    /// <summary>Works on the guild's run in phase planning or applying, if there is one.</summary>
    /// <returns>When the next firing should begin; null when there is nothing to go on with.</returns>
    /// <exception cref="OperationCanceledException">The host shuts down: all that was done is stored, and the run goes on at the next start.</exception>
    public async Task<TimeSpan?> WorkAsync(GuildId guild, CancellationToken ct)
    {
        RunLease? lease = null;
        try
        {
            if (await leases.TakeAsync(guild, ct) is not ({ } taken, { } run))
            {
                if (unstored.Forget(guild))
                {
                    FiringLog.NothingLeft(logger);
                }

                return null;
            }

            lease = taken;
            var next = await WorkAsync(taken, run, ct);
            unstored.Forget(guild);
            return next;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            return await faults.HandleAsync(guild, lease, fault, ct);
        }
    }

    private async Task<TimeSpan?> WorkAsync(RunLease lease, Run run, CancellationToken ct)
    {
        using var scope = FiringLog.Scope(logger, run.Id, run.Guild, run.Trigger.ToString().ToUpperInvariant());
        using var span = Signals.Spans.StartActivity("firing")?
            .SetTag("rolesync.run", run.Id.Value).SetTag("rolesync.guild", run.Guild.ToString()).SetTag("rolesync.phase", run.Phase.ToString());
        var budget = new TimeBudget(time, options.Value.MaxExecutionTime);
        var level = run.LogLevel();
        FiringLog.Begins(logger, level, run.Phase, lease.Epoch, run.NextIndex, run.Total, budget.UntilEnd);
        try
        {
            // Asked for while the run was postponed, perhaps because nothing answers: then nobody further down would come to look.
            return run.StopRequested ? await StopAsync(lease, run, ct) : await WorkAsync(lease, run, budget, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            if (await lease.CheckAsync(CancellationToken.None) is LeaseState.StopRequested)
            {
                return await StopAsync(lease, run, CancellationToken.None);
            }

            FiringLog.Interrupted(logger);
            throw;
        }
    }

    private async Task<TimeSpan?> WorkAsync(RunLease lease, Run run, TimeBudget budget, CancellationToken ct)
    {
        await roles.RefreshAsync(run.Guild, ct);
        if (policies.Find(run.Guild) is not { } policy)
        {
            return await FailAsync(lease, run, $"Guild {run.Guild} is no longer configured: add its roles to the configuration, or leave the run as it is.", ct);
        }

        while (true)
        {
            var end = run.Phase is RunPhase.Planning
                ? await planning.RunAsync(lease, run, policy, budget, ct)
                : await applying.RunAsync(lease, run, policy, budget, ct);
            if (end is PhaseResult.Quiet)
            {
                FiringLog.Quiet(logger);
                memories.Forget(lease.Run);
                return null;
            }

            if (await lease.ReadAsync(ct) is not { } now)
            {
                return Lost(lease);
            }

            run = now;
            var level = run.LogLevel();
            switch (end)
            {
                case PhaseResult.Advanced when run.Phase is RunPhase.Planning or RunPhase.Applying:
                    FiringLog.Goes(logger, level, run.Phase, budget.UntilEnd);
                    continue;
                case PhaseResult.Advanced:
                    CountEnd(run, run.Phase);
                    memories.Forget(lease.Run);
                    FiringLog.Ended(logger, level, run.Phase, run.NextIndex, run.Total, run.Applied, run.Planned, run.Refused, run.Failed, run.Skipped, run.Unknown);
                    if (RemainderSentence.Of(run) is { } rest)
                    {
                        FiringLog.Left(logger, rest);
                    }

                    return null;
                case PhaseResult.LeaseLost:
                    return Lost(lease);
                case PhaseResult.StopRequested:
                    return await StopAsync(lease, run, ct);
                case PhaseResult.OutOfTime:
                    return await RestAsync(lease, run, ct);
                case PhaseResult.Postponed postponed:
                    return await PostponeAsync(lease, run, postponed.Delay, postponed.Why, ct);
                case PhaseResult.Failed fatal:
                    return await FailAsync(lease, run, fatal.Why, ct);
            }
        }
    }

    /// <summary>The time is up: a run that continues by itself goes on at once, another one waits for a trigger.</summary>
    private async Task<TimeSpan?> RestAsync(RunLease lease, Run run, CancellationToken ct)
    {
        FiringLog.OutOfTime(logger, run.Phase, run.NextIndex, run.Total);
        if (run.ContinuesByItself || run.Phase is not RunPhase.Applying)
        {
            return TimeSpan.Zero;
        }

        await lease.EndChunkAsync(run.NextIndex, chunkGoesOn: false, RunPhase.Waiting, resumesAt: null, ct);
        return null;
    }

    private async Task<TimeSpan?> PostponeAsync(RunLease lease, Run run, TimeSpan? pause, string why, CancellationToken ct)
    {
        var delay = pause ?? discord.Value.OutagePause;
        FiringLog.Postponed(logger, await passes.IsToldAsync(run, ct) ? LogLevel.Debug : LogLevel.Warning, delay.TotalSeconds, why);
        return await lease.PostponeAsync(time.GetUtcNow() + delay, why, ct) ? delay : null;
    }

    private async Task<TimeSpan?> StopAsync(RunLease lease, Run run, CancellationToken ct)
    {
        // As it is stored: what was read at the start of the firing says nothing of what has been done since.
        var now = await lease.ReadAsync(ct) ?? run;
        if (await FinishHalvesAsync(lease, now, ct) is { } isLater)
        {
            return isLater.Pause;
        }

        if (now.GivesWayTo is { } next)
        {
            return await GiveWayAsync(lease, now, next, ct);
        }

        if (now.PlannedAt is null)
        {
            FiringLog.StoppedPlanning(logger, now.Listed);
        }
        else
        {
            FiringLog.Stopped(logger, now.NextIndex, now.Total);
        }

        CountEnd(run, RunPhase.Stopped);
        memories.Forget(lease.Run);
        await lease.EndAsync(RunPhase.Stopped, error: null, ct);
        return null;
    }

    /// <summary>A scheduled run ends for one that a person asked for, which begins at the next firing. What it has left is found again by a later look.</summary>
    private async Task<TimeSpan?> GiveWayAsync(RunLease lease, Run run, RunId next, CancellationToken ct)
    {
        memories.Forget(lease.Run);
        if (run is { Trigger: RunTrigger.Pass, PlannedAt: null })
        {
            FiringLog.GivesWay(logger, LogLevel.Debug, next);
            await lease.Plan.DropAsync(ct);
            return TimeSpan.Zero;
        }

        FiringLog.GivesWay(logger, LogLevel.Information, next);
        CountEnd(run, RunPhase.Stopped);
        await lease.EndAsync(RunPhase.Stopped, $"It gave way to run {next}, which a person asked for; what it has left is found again by a later run.", ct);
        return TimeSpan.Zero;
    }

    private async Task<TimeSpan?> FailAsync(RunLease lease, Run run, string why, CancellationToken ct)
    {
        if (await passes.JudgeFailureAsync(run, ct) is { } told)
        {
            FiringLog.FailsAgain(logger, told.Failures, why);
            memories.Forget(lease.Run);
            await lease.Plan.EndQuietlyAsync(told, ct);
            return null;
        }

        FiringLog.Failed(logger, why);
        CountEnd(run, RunPhase.Failed);
        memories.Forget(lease.Run);
        await lease.EndAsync(RunPhase.Failed, why, ct);
        return null;
    }

    /// <summary>Finishes the member of whom only a part is written, before nobody comes any more.</summary>
    /// <returns>Null when the run may be stopped; otherwise when the next firing should begin, if at all.</returns>
    private async Task<Again?> FinishHalvesAsync(RunLease lease, Run run, CancellationToken ct)
    {
        if (run.Phase is not RunPhase.Applying || policies.Find(run.Guild) is not { } policy)
        {
            return null;
        }

        return await halves.FinishAsync(lease, run, policy, isEnding: true) switch
        {
            PhaseResult.Postponed postponed => new Again(await PostponeAsync(lease, run, postponed.Delay, StopsLater + postponed.Why, ct)),
            PhaseResult.LeaseLost => new Again(Lost(lease)),
            _ => null,
        };
    }

    private TimeSpan? Lost(RunLease lease)
    {
        FiringLog.GripLost(logger);
        memories.Forget(lease.Run);
        return null;
    }

    private static void CountEnd(Run run, RunPhase phase)
    {
        if (phase > RunPhase.Waiting)
        {
            Signals.Ended(run.Kind.ToString(), phase.ToString());
        }
    }

    /// <param name="Pause">Until the next firing; null when there is nothing to go on with.</param>
    private sealed record Again(TimeSpan? Pause);
}

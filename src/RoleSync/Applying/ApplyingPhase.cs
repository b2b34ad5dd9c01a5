using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Applying.Writers;
using RoleSync.Core.Policies;
using RoleSync.Core.Runs;
using RoleSync.Discord;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>
/// Applies a stored plan chunk by chunk, until it is done, the time is up, or the run has to wait. Members without a change cost nothing: chunks in which
/// nobody has one are passed in one step.
/// </summary>
internal sealed partial class ApplyingPhase(
    ChunkApplier chunks, HalfMembers halfMembers, GuildInspector inspector, DiscordClient discord, ChangeJournal journal, TimeProvider time,
    IOptions<SyncOptions> options, ILogger<ApplyingPhase> logger)
{
    /// <summary>Works on the run until the phase ends for this firing.</summary>
    /// <param name="lease">The right to write the run.</param>
    /// <param name="run">The run as it is, in phase applying.</param>
    /// <param name="policy">The guild's policy of now.</param>
    /// <param name="budget">The time that is left.</param>
    /// <param name="ct">Cancels waits and calls; members whose writes have begun are finished.</param>
    public async Task<PhaseResult> RunAsync(RunLease lease, Run run, Policy policy, TimeBudget budget, CancellationToken ct)
    {
        if (await halfMembers.FinishAsync(lease, run, policy, isEnding: false) is { } hindrance)
        {
            return hindrance;
        }

        var guild = new InspectedGuild(inspector, run.Guild, policy);
        using var members = new PresentMembers(discord, run.Guild, PresentMembers.ArePagesCheaper(run.Listed, run.Planned), time);
        var scope = new ScopeCheck(run, policy, members, budget, options.Value.Writes is WriteMode.Fast, time);
        while (run.NextIndex < run.Total)
        {
            if (budget.IsSpent)
            {
                return new PhaseResult.OutOfTime();
            }

            if (run.ChunkEnd is null && run.ContinuesByItself)
            {
                if (await SkipAsync(lease, run, ct) is not { } skipped)
                {
                    return new PhaseResult.LeaseLost();
                }

                run = skipped;
                if (run.NextIndex >= run.Total)
                {
                    break;
                }
            }

            var end = await chunks.ApplyAsync(lease, run, guild, scope, budget, ct);
            if (end is not PhaseResult.Advanced || !run.ContinuesByItself)
            {
                return end;
            }

            if (await lease.ReadAsync(ct) is not { } now)
            {
                return new PhaseResult.LeaseLost();
            }

            run = now;
            if (run.Phase is not RunPhase.Applying)
            {
                return new PhaseResult.Advanced();
            }
        }

        return await FinishAsync(lease, run, ct);
    }

    /// <summary>Moves the cursor over all chunks before the one that holds the next pending change.</summary>
    /// <returns>The run as it is then; null when a newer firing owns it.</returns>
    private async Task<Run?> SkipAsync(RunLease lease, Run run, CancellationToken ct)
    {
        var pending = await journal.FirstPendingIndexAsync(run.Id, run.NextIndex, ct);
        var ahead = Chunks.WithoutChanges(run.NextIndex, run.Total, run.ChunkSize, pending);
        if (ahead.Count == 0)
        {
            return run;
        }

        if (!await lease.SkipChunksAsync(ahead.NextIndex, ahead.Count, ct))
        {
            return null;
        }

        var level = run.LogLevel();
        Log.Skipped(logger, level, ahead.Count, run.NextIndex, ahead.NextIndex, run.Total);
        return run with { NextIndex = ahead.NextIndex, Chunks = run.Chunks + ahead.Count };
    }

    private static async Task<PhaseResult> FinishAsync(RunLease lease, Run run, CancellationToken ct)
    {
        if (run.Phase is RunPhase.Applying && !await lease.CompleteAsync(ct))
        {
            return new PhaseResult.LeaseLost();
        }

        return new PhaseResult.Advanced();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 32, Message = "{Count} chunks have nothing to change: members {From} to {End} of {Total} are done")]
        public static partial void Skipped(ILogger logger, LogLevel level, int count, int from, int end, int total);
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Policies;
using RoleSync.Core.Runs;
using RoleSync.Discord;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Telemetry;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>Applies a plan chunk by chunk. Members without a change cost nothing: runs of chunks that have none are passed in one step.</summary>
internal sealed partial class ApplyingPhase(
    MemberWriters lanes, HalfMembers halves, StalePlanRecheck refresher, GuildInspector inspector, DiscordClient discord, ChangeJournal journal, MemberLocks hands,
    Delays delays, TimeProvider time,
    IOptions<SyncOptions> options, ILogger<ApplyingPhase> logger)
{
    public async Task<PhaseResult> RunAsync(RunLease lease, Run run, Policy policy, TimeBudget budget, CancellationToken ct)
    {
        if (await halves.FinishAsync(lease, run, policy, isEnding: false) is { } hindrance)
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
                var skipped = await SkipAsync(lease, run, ct);
                if (skipped is null)
                {
                    return new PhaseResult.LeaseLost();
                }

                run = skipped;
                if (run.NextIndex >= run.Total)
                {
                    break;
                }
            }

            var end = await RunChunkAsync(lease, run, guild, scope, budget, ct);
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

    /// <summary>Moves the cursor over all chunks before the one that holds the next pending change; null when the grip is lost.</summary>
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

        Log.Skipped(logger, ahead.Count, run.NextIndex, ahead.NextIndex, run.Total);
        return run with { NextIndex = ahead.NextIndex, Chunks = run.Chunks + ahead.Count };
    }

    private async Task<PhaseResult> RunChunkAsync(RunLease lease, Run run, InspectedGuild guild, ScopeCheck scope, TimeBudget budget, CancellationToken ct)
    {
        using var span = Signals.Spans.StartActivity("chunk")?.SetTag("rolesync.run", run.Id.Value).SetTag("rolesync.from", run.NextIndex);
        var start = time.GetTimestamp();
        var chunkEnd = run.ChunkEnd ?? Math.Min(run.Total, run.NextIndex + run.ChunkSize);
        if (run.ChunkEnd is null && !await lease.BeginChunkAsync(chunkEnd, ct))
        {
            return new PhaseResult.LeaseLost();
        }

        Log.ChunkBegins(logger, run.NextIndex, chunkEnd, run.Total);
        var end = await ApplyChunkAsync(lease, run, chunkEnd, guild, scope, budget, ct);
        if (end is not null)
        {
            return end;
        }

        var next = (chunkEnd >= run.Total, run.ContinuesByItself) switch
        {
            (true, _) => RunPhase.Completed,
            (false, true) => RunPhase.Applying,
            (false, false) => RunPhase.Waiting,
        };
        if (!await lease.EndChunkAsync(chunkEnd, chunkGoesOn: false, next, resumesAt: null, ct))
        {
            return new PhaseResult.LeaseLost();
        }

        Signals.ChunkTime.Record(time.GetElapsedTime(start).TotalSeconds);
        Log.ChunkEnds(logger, run.NextIndex, chunkEnd, run.Total, chunkEnd * 100.0 / run.Total, time.GetElapsedTime(start).TotalSeconds);
        return new PhaseResult.Advanced();
    }

    /// <summary>Applies every pending change of the chunk; the next batch is made ready while the lanes write.</summary>
    private async Task<PhaseResult?> ApplyChunkAsync(
        RunLease lease, Run run, int chunkEnd, InspectedGuild guild, ScopeCheck scope, TimeBudget budget, CancellationToken ct)
    {
        using var cursor = new ChunkCursor(lease);
        var pool = new ChunkWriter(
            lanes.InUse,
            (from, leaving) => ReadyAsync(lease, run, from, chunkEnd, guild, budget, leaving),
            new ChunkWork(lease, run, guild, budget, cursor, scope),
            journal,
            hands,
            delays);
        return await pool.RunAsync(run.NextIndex, ct);
    }

    /// <summary>The next batch whose changes hold now; an empty one where the chunk has none left.</summary>
    private async Task<(MemberBatch? Batch, PhaseResult? End)> ReadyAsync(
        RunLease lease, Run run, int from, int chunkEnd, InspectedGuild guild, TimeBudget budget, CancellationToken ct)
    {
        while (true)
        {
            var batch = MemberBatch.Of(await journal.PendingAsync(run.Id, from, chunkEnd, options.Value.BatchSize, ct));
            if (batch.IsEmpty)
            {
                return (batch, null);
            }

            // Before anything of the batch is sent: whatever the outcomes would meet, they meet it here.
            if (!await lease.ProveAsync(batch.Members[0][0].Id, ct))
            {
                return (null, new PhaseResult.LeaseLost());
            }

            var end = await guild.InspectAsync(budget, ct);
            if (end is not null || !refresher.MustLookAt(run, batch, guild.State.Policy))
            {
                return (batch, end);
            }

            if (await refresher.RefreshAsync(lease, run, batch, guild.State, budget, ct) is { } hindrance)
            {
                return (null, hindrance);
            }

            var fresh = MemberBatch.Of(await journal.PendingAsync(run.Id, from, batch.End, options.Value.BatchSize, ct));
            if (!fresh.IsEmpty)
            {
                return (fresh, null);
            }

            from = batch.End;
        }
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
        [LoggerMessage(30, LogLevel.Information, "Chunk begins: members {From} to {End} of {Total}")]
        public static partial void ChunkBegins(ILogger logger, int from, int end, int total);

        [LoggerMessage(31, LogLevel.Information, "Chunk ends: members {From} to {End} of {Total} are done ({Percent:0.0} %), {Seconds:0.000} s")]
        public static partial void ChunkEnds(ILogger logger, int from, int end, int total, double percent, double seconds);

        [LoggerMessage(32, LogLevel.Information, "{Count} chunks have nothing to change: members {From} to {End} of {Total} are done")]
        public static partial void Skipped(ILogger logger, int count, int from, int end, int total);
    }
}

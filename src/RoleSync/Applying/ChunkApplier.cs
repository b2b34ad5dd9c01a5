using Microsoft.Extensions.Logging;
using RoleSync.Applying.Writers;
using RoleSync.Core.Runs;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Telemetry;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>
/// Applies one chunk of a stored plan. A chunk is a stretch of the run's members, in the order of the list, as long as the run's chunk size (members
/// without a change count, and cost nothing). The beginning and the end of a chunk are stored: a chunk that was cut off is gone on with by whoever takes
/// the run next. At its end a run waits for its next trigger, unless it goes on by itself.
/// </summary>
internal sealed partial class ChunkApplier(
    MemberWriters writers, BatchSource batches, ChangeJournal journal, MemberLocks locks, Delays delays, TimeProvider time, ILogger<ChunkApplier> logger)
{
    /// <summary>Applies the chunk that the run is in, or the next one.</summary>
    /// <param name="lease">The right to write the run.</param>
    /// <param name="run">The run as it is stored.</param>
    /// <param name="guild">The guild, and what the bot may write in it.</param>
    /// <param name="scope">Asks, before a member is written, whether the planned changes still hold.</param>
    /// <param name="budget">How long this firing may still work; no member is begun after that.</param>
    /// <param name="ct">Cancels waits and calls; members whose writes have begun are finished.</param>
    /// <returns><see cref="PhaseResult.Advanced"/> when every member of the chunk is done and that is stored; otherwise why not.</returns>
    public async Task<PhaseResult> ApplyAsync(RunLease lease, Run run, InspectedGuild guild, ScopeCheck scope, TimeBudget budget, CancellationToken ct)
    {
        using var span = Signals.Spans.StartActivity("chunk")?.SetTag("rolesync.run", run.Id.Value).SetTag("rolesync.from", run.NextIndex);
        var start = time.GetTimestamp();
        var chunkEnd = run.ChunkEnd ?? Math.Min(run.Total, run.NextIndex + run.ChunkSize);
        if (run.ChunkEnd is null && !await lease.BeginChunkAsync(chunkEnd, ct))
        {
            return new PhaseResult.LeaseLost();
        }

        Log.ChunkBegins(logger, run.NextIndex, chunkEnd, run.Total);
        using var cursor = new ChunkCursor(lease);
        if (await WriteAsync(new WriteContext(lease, run, guild, budget, cursor, scope), scope, chunkEnd, ct) is { } end)
        {
            return end;
        }

        if (!await lease.EndChunkAsync(chunkEnd, chunkGoesOn: false, PhaseAfter(run, chunkEnd), resumesAt: null, ct))
        {
            return new PhaseResult.LeaseLost();
        }

        Signals.ChunkTime.Record(time.GetElapsedTime(start).TotalSeconds);
        Log.ChunkEnds(logger, run.NextIndex, chunkEnd, run.Total, chunkEnd * 100.0 / run.Total, time.GetElapsedTime(start).TotalSeconds);
        return new PhaseResult.Advanced();
    }

    private Task<PhaseResult?> WriteAsync(WriteContext context, ScopeCheck scope, int chunkEnd, CancellationToken ct) => new ChunkWriter(
        writers.InUse,
        (from, loading) => batches.NextAsync(context, from, chunkEnd, loading),
        context,
        scope,
        journal,
        locks,
        delays).RunAsync(context.Run.NextIndex, ct);

    private static RunPhase PhaseAfter(Run run, int chunkEnd) =>
        chunkEnd >= run.Total ? RunPhase.Completed : run.ContinuesByItself ? RunPhase.Applying : RunPhase.Waiting;

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Information, "Chunk begins: members {From} to {End} of {Total}")]
        public static partial void ChunkBegins(ILogger logger, int from, int end, int total);

        [LoggerMessage(31, LogLevel.Information, "Chunk ends: members {From} to {End} of {Total} are done ({Percent:0.0} %), {Seconds:0.000} s")]
        public static partial void ChunkEnds(ILogger logger, int from, int end, int total, double percent, double seconds);
    }
}

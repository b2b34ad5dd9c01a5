using Microsoft.Extensions.Logging;
using RoleSync.Applying.Writers;
using RoleSync.Core.Runs;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Telemetry;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>
/// Applies one chunk of a plan: so many members as the run takes at a time, those without a change included. The end of a chunk is where a run waits
/// for its next trigger, unless it goes on by itself.
/// </summary>
internal sealed partial class ChunkApplier(
    MemberWriters writers, BatchSource batches, ChangeJournal journal, MemberLocks locks, Delays delays, TimeProvider time, ILogger<ChunkApplier> logger)
{
    /// <summary>Applies the chunk that the run is in, or the next one.</summary>
    /// <param name="lease">The right to write the run.</param>
    /// <param name="run">The run as it is.</param>
    /// <param name="guild">The guild.</param>
    /// <param name="scope">Asks whether changes still hold.</param>
    /// <param name="budget">The time that is left.</param>
    /// <param name="ct">Cancels waits and calls; members whose writes have begun are finished.</param>
    /// <returns><see cref="PhaseResult.Advanced"/> when the chunk is done and stored.</returns>
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
        if (await WriteAsync(new WriteContext(lease, run, guild, budget, cursor, scope), chunkEnd, ct) is { } end)
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

    private Task<PhaseResult?> WriteAsync(WriteContext context, int chunkEnd, CancellationToken ct) => new ChunkWriter(
        writers.InUse,
        (from, loading) => batches.NextAsync(context, from, chunkEnd, loading),
        context,
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

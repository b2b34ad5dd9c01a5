using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Storage.History;
using RoleSync.Work;

namespace RoleSync.Scheduling;

/// <summary>Keeps history in bounds: while nothing is under way, what is older than it is kept goes, step by step.</summary>
internal sealed partial class HistoryKeeping(HistoryPruner pruner, IOptions<SyncOptions> options, TimeProvider time, ILogger<HistoryKeeping> logger)
{
    /// <summary>How long one call works: whoever calls has other things to look after.</summary>
    private static readonly TimeSpan _share = TimeSpan.FromSeconds(2);

    /// <summary>Where there was nothing to delete, nobody looks again before that.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(10);

    private long? _rests;

    /// <summary>Deletes for a moment what is due. To be called again and again, by one process at a time.</summary>
    public async Task WorkAsync(CancellationToken ct)
    {
        var start = time.GetTimestamp();
        if (_rests is { } since && time.GetElapsedTime(since, start) < _pause)
        {
            return;
        }

        _rests = null;
        var endedBefore = time.GetUtcNow() - TimeSpan.FromDays(options.Value.HistoryDays);
        var steps = 0;
        while (time.GetElapsedTime(start) < _share)
        {
            // A step of its own transaction each time: a run that begins in between is seen by the next one.
            var step = await pruner.StepAsync(endedBefore, ct);
            if (step is not PruneStep.Done)
            {
                _rests = step is PruneStep.Nothing ? start : null;
                break;
            }

            steps++;
        }

        if (steps > 0)
        {
            Log.Pruned(logger, steps, options.Value.HistoryDays);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(64, LogLevel.Debug, "History that is older than {Days} days was deleted, in {Steps} steps")]
        public static partial void Pruned(ILogger logger, int steps, int days);
    }
}

using Microsoft.Extensions.Logging;

namespace RoleSync.Discord.RateLimits;

/// <content>What the limiter tells people, and its arithmetic of moments.</content>
internal sealed partial class RateLimiter
{
    private const int NearlyDrained = 5;
    private static readonly TimeSpan _warningEvery = TimeSpan.FromMinutes(1);

    private static BucketSnapshot Snapshot(BucketQueue queue, TimeSpan now)
    {
        var (key, bucket) = (queue.Key, queue.Bucket);
        var opens = bucket.OpensAt(now);
        return new BucketSnapshot(
            key.Method, key.Template, key.Guild, bucket.Hash, bucket.Limit, bucket.Remaining(now),
            opens == TimeSpan.MaxValue ? null : After(opens, now), bucket.Model, queue.Waiting, bucket.InFlight, bucket.Foreign,
            opens > now ? bucket.Unbelieved : null);
    }

    /// <summary>A run drains its buckets on purpose, in every window: one warning a minute says as much as ten.</summary>
    private void WarnWhenNearlyDrained(BucketQueue queue, in ResponseInfo reply)
    {
        if (reply.Limits is not { Remaining: < NearlyDrained } limits || limits.Limit <= NearlyDrained)
        {
            return;
        }

        if (queue.WarnedAt is { } warned && reply.ReceivedAt - warned < _warningEvery)
        {
            Log.Draining(_logger, queue.Key, limits.Remaining, limits.Limit, limits.ResetAfter);
            return;
        }

        queue.WarnedAt = reply.ReceivedAt;
        Log.NearlyDrained(_logger, queue.Key, limits.Remaining, limits.Limit, limits.ResetAfter);
    }

    /// <summary>Timers count whole milliseconds and drop the rest: rounded up, they never ring before the moment they were set for.</summary>
    private static TimeSpan DueIn(TimeSpan at, TimeSpan now) =>
        at == TimeSpan.MaxValue
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling((at - now).TotalMilliseconds), 1, TimeSpan.FromDays(1).TotalMilliseconds));

    private static TimeSpan After(TimeSpan at, TimeSpan now) => at > now ? at - now : TimeSpan.Zero;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Route}: {Remaining} of {Limit} requests remain, full again in {ResetAfter}.")]
        public static partial void NearlyDrained(ILogger logger, RouteKey route, int remaining, int limit, TimeSpan resetAfter);

        [LoggerMessage(2, LogLevel.Debug, "{Route}: {Remaining} of {Limit} requests remain, full again in {ResetAfter}.")]
        public static partial void Draining(ILogger logger, RouteKey route, int remaining, int limit, TimeSpan resetAfter);
    }
}

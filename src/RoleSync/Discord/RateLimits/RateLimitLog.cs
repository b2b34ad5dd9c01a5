using Microsoft.Extensions.Logging;
using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Discord.RateLimits;

/// <summary>Counts the 429s since the start, logs each, and warns of buckets that are about to run empty.</summary>
internal sealed partial class RateLimitLog(ILogger logger)
{
    /// <summary>A bucket with fewer requests left is nearly drained.</summary>
    private const int NearlyDrained = 5;

    private static readonly TimeSpan _warningEvery = TimeSpan.FromMinutes(1);
    private readonly int[] _counts = new int[Enum.GetValues<LimitScope>().Length];

    /// <summary>A 429 came; the request is sent again after <paramref name="wait"/>.</summary>
    public void Add(RouteKey route, LimitScope scope, TimeSpan wait)
    {
        _counts[(int)scope]++;
        Log.Hit(logger, route, scope, wait);
    }

    /// <summary>429s since the start, by scope.</summary>
    public IReadOnlyDictionary<LimitScope, int> Counts() => Enum.GetValues<LimitScope>().ToDictionary(scope => scope, scope => _counts[(int)scope]);

    /// <summary>Warns where the response says that few requests remain. A run drains its buckets on purpose, in every window: one warning a minute says as much as ten.</summary>
    public void WarnWhenNearlyDrained(BucketQueue queue, in ResponseInfo response)
    {
        if (response.Limits is not { Remaining: < NearlyDrained } limits || limits.Limit <= NearlyDrained)
        {
            return;
        }

        if (queue.WarnedAt is { } warned && response.ReceivedAt - warned < _warningEvery)
        {
            Log.Draining(logger, queue.Key, limits.Remaining, limits.Limit, limits.ResetAfter);
            return;
        }

        queue.WarnedAt = response.ReceivedAt;
        Log.NearlyDrained(logger, queue.Key, limits.Remaining, limits.Limit, limits.ResetAfter);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Route}: {Remaining} of {Limit} requests remain, full again in {ResetAfter}.")]
        public static partial void NearlyDrained(ILogger logger, RouteKey route, int remaining, int limit, TimeSpan resetAfter);

        [LoggerMessage(2, LogLevel.Debug, "{Route}: {Remaining} of {Limit} requests remain, full again in {ResetAfter}.")]
        public static partial void Draining(ILogger logger, RouteKey route, int remaining, int limit, TimeSpan resetAfter);

        [LoggerMessage(3, LogLevel.Warning, "{Route}: Discord answered 429 (scope {Scope}); sending again in {Wait}.")]
        public static partial void Hit(ILogger logger, RouteKey route, LimitScope scope, TimeSpan wait);
    }
}

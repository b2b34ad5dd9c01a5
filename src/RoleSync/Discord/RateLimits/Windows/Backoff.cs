using RoleSync.Core.Waiting;

namespace RoleSync.Discord.RateLimits.Windows;

/// <summary>How long to send nothing after a 429, on the route or everywhere.</summary>
internal static class Backoff
{
    private const int HitsBelieved = 4;
    private static readonly TimeSpan _most = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The wait that the response asked for. Where it asked for none: a second, doubled with every 429 in a row, five minutes at most (a minute
    /// instead of a second where Cloudflare answered). From the fifth 429 in a row on a wait that is shorter than that is not believed any more; nor is
    /// ever one that is longer than makes sense.
    /// </summary>
    /// <param name="hit">What the 429 said.</param>
    /// <param name="consecutiveHits">429s in a row on this route, this one included; at least 1.</param>
    /// <param name="most">The longest wait that makes sense; where it is not given, that for a whole service.</param>
    public static TimeSpan For(RateLimitHit hit, int consecutiveHits, TimeSpan? most = null)
    {
        if (hit.RetryAfter is not { } asked)
        {
            return Doubled(hit.Scope == LimitScope.Cloudflare ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1), consecutiveHits - 1);
        }

        var least = consecutiveHits <= HitsBelieved ? TimeSpan.Zero : Doubled(TimeSpan.FromSeconds(1), consecutiveHits - HitsBelieved - 1);
        asked = RequestedWait.Bounded(asked, most ?? RequestedWait.Most);
        return asked > least ? asked : least;
    }

    private static TimeSpan Doubled(TimeSpan wait, int times)
    {
        var doubled = wait * Math.Pow(2, Math.Clamp(times, 0, 20));
        return doubled < _most ? doubled : _most;
    }
}

using RoleSync.Core.Waiting;

namespace RoleSync.Discord.RateLimits.Windows;

/// <summary>How long a 429 closes what it closes.</summary>
internal static class Backoff
{
    private const int PatientStrikes = 4;
    private static readonly TimeSpan _most = TimeSpan.FromMinutes(5);

    /// <summary>
    /// What the answer asked for. Without a word of it: a second, doubled with every 429 in a row (a minute where Cloudflare closed the
    /// door). An answer that asks for too little again and again is not believed any more, nor one that asks for more than makes sense.
    /// </summary>
    /// <param name="excess">What the 429 said.</param>
    /// <param name="strikes">429s in a row, this one included.</param>
    /// <param name="most">The longest wait that makes sense; where it is not given, that for a whole service.</param>
    public static TimeSpan For(RateLimitHit excess, int strikes, TimeSpan? most = null)
    {
        if (excess.RetryAfter is not { } asked)
        {
            return Doubled(excess.Scope == LimitScope.Cloudflare ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1), strikes - 1);
        }

        var least = strikes <= PatientStrikes ? TimeSpan.Zero : Doubled(TimeSpan.FromSeconds(1), strikes - PatientStrikes - 1);
        asked = RequestedWait.Bounded(asked, most ?? RequestedWait.Most);
        return asked > least ? asked : least;
    }

    private static TimeSpan Doubled(TimeSpan wait, int times)
    {
        var doubled = wait * Math.Pow(2, Math.Clamp(times, 0, 20));
        return doubled < _most ? doubled : _most;
    }
}

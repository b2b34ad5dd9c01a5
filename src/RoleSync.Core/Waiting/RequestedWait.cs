namespace RoleSync.Core.Waiting;

/// <summary>
/// How long a server asked to be left alone, within bounds: one damaged number, or a point in time where seconds were meant, must not silence
/// the service for years. After the bounded wait one request asks again.
/// </summary>
public static class RequestedWait
{
    /// <summary>The longest wait for a whole service, such as all of Discord, Ethos, or a webhook.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromHours(1);

    /// <summary>The longest first wait for one of Discord's buckets.</summary>
    public static readonly TimeSpan MostOfOneBucket = TimeSpan.FromMinutes(1);

    /// <summary>The longest time that is told apart from an even longer one; far below what arithmetic with times can hold.</summary>
    private static readonly TimeSpan _farthest = TimeSpan.FromDays(365 * 200);

    /// <summary>Seconds as they were sent; null when they are negative or no number. For arithmetic and for telling people, not yet for waiting.</summary>
    public static TimeSpan? Seconds(double seconds) => seconds switch
    {
        double.NaN or < 0 => null,
        _ => seconds < _farthest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : _farthest,
    };

    /// <summary>The time until a moment that was sent; zero where it has passed.</summary>
    public static TimeSpan Until(DateTimeOffset moment, DateTimeOffset now) => moment > now ? moment - now : TimeSpan.Zero;

    /// <summary>What is waited for a whole service.</summary>
    public static TimeSpan Bounded(TimeSpan asked) => Bounded(asked, Most);

    /// <summary>What is waited where <paramref name="most"/> is the longest wait that makes sense.</summary>
    public static TimeSpan Bounded(TimeSpan asked, TimeSpan most) => asked < most ? asked : most;
}

using System.Globalization;
using System.Net;
using RoleSync.Core.Waiting;

namespace RoleSync.Ethos.Http;

/// <summary>
/// Reads from an answer how long Ethos wants to be left alone: <c>Retry-After</c>, and the IETF's
/// <see href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit headers</see> in their older and newer forms.
/// </summary>
internal static class EthosLimit
{
    // Larger numbers are no seconds from now but Unix times, as some servers send them.
    private const double FirstUnixTime = 1_000_000_000;

    /// <summary>How long no call may be sent; null when the next one may go at once or nothing is said.</summary>
    public static TimeSpan? Pause(HttpResponseMessage response, DateTimeOffset now)
    {
        var isRefusal = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
        if (isRefusal && RetryAfter(response, now) is { } wait)
        {
            return wait;
        }

        return response.StatusCode == HttpStatusCode.TooManyRequests || Number(response, "RateLimit-Remaining", "remaining", "r") <= 0
            ? FromNow(Number(response, "RateLimit-Reset", "reset", "t"), now)
            : null;
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => FromNow(delta.TotalSeconds, now),
        { Date: { } date } => RequestedWait.Bounded(RequestedWait.Until(date, now)),
        _ => null,
    };

    private static TimeSpan? FromNow(double? value, DateTimeOffset now) => value switch
    {
        null or < 0 => null,
        >= FirstUnixTime => Bounded(value.Value - now.ToUnixTimeSeconds()),
        _ => Bounded(value.Value),
    };

    private static TimeSpan Bounded(double seconds) => RequestedWait.Bounded(RequestedWait.Seconds(seconds) ?? TimeSpan.Zero);

    /// <summary>From a header of its own, else from the combined one: <c>limit=200, remaining=0, reset=30</c> or <c>"default";r=0;t=30</c>.</summary>
    private static double? Number(HttpResponseMessage response, string header, string name, string shortName)
    {
        if (response.Headers.TryGetValues(header, out var values))
        {
            return Parse(values.First());
        }

        return response.Headers.TryGetValues("RateLimit", out var combined)
            ? combined.SelectMany(value => value.Split(',', ';')).Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
                .Where(pair => pair.Length == 2 && (pair[0] == name || pair[0] == shortName)).Select(pair => Parse(pair[1])).FirstOrDefault()
            : null;
    }

    private static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && !double.IsNaN(value) ? value : null;
}

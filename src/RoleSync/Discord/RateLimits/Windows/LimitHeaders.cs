using System.Globalization;
using System.Net.Http.Headers;
using RoleSync.Core.Waiting;

namespace RoleSync.Discord.RateLimits.Windows;

/// <summary>
/// What a response says of its bucket. See <see href="https://discord.com/developers/docs/topics/rate-limits#header-format">Discord's
/// rate limit headers</see>.
/// </summary>
/// <param name="Limit">Requests that a window takes; at least 1.</param>
/// <param name="Remaining">Requests that this window still takes, 0 to <paramref name="Limit"/>.</param>
/// <param name="Reset">When the window ends, since 1970 by Discord's clock. Names the window; never compared with a clock of ours.</param>
/// <param name="ResetAfter">From the response to the end of the window, or until a sliding window has all of its requests back.</param>
/// <param name="Hash">Discord's name of the bucket; null when it gave none.</param>
internal readonly record struct LimitHeaders(int Limit, int Remaining, TimeSpan Reset, TimeSpan ResetAfter, string? Hash)
{
    /// <summary>No bucket of Discord's comes near; a larger number is as good as none, and nothing may overflow that reckons with it.</summary>
    private const int MostRequests = 1_000_000;

    private const int LongestName = 64;

    /// <summary>Whether <see cref="ResetAfter"/> was longer than is believed and was capped: then it says nothing of the window's length.</summary>
    public bool IsCapped { get; private init; }

    /// <summary>Reads the headers; null when one is missing or makes no sense.</summary>
    public static LimitHeaders? Read(HttpResponseHeaders headers)
    {
        if (!int.TryParse(First(headers, "X-RateLimit-Limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            || !int.TryParse(First(headers, "X-RateLimit-Remaining"), NumberStyles.None, CultureInfo.InvariantCulture, out var remaining)
            || Seconds(headers, "X-RateLimit-Reset") is not { } reset
            || Seconds(headers, "X-RateLimit-Reset-After") is not { } resetAfter
            || limit < 1)
        {
            return null;
        }

        limit = Math.Min(limit, MostRequests);
        return new LimitHeaders(limit, Math.Min(remaining, limit), reset, resetAfter, Name(First(headers, "X-RateLimit-Bucket")));
    }

    /// <summary>The same with a <see cref="ResetAfter"/> of so long at most.</summary>
    public LimitHeaders CappedAt(TimeSpan most) => ResetAfter > most ? this with { ResetAfter = most, IsCapped = true } : this;

    /// <summary>A bucket's name as Discord gives them, letters and digits of ASCII, "_" and "-"; of anything else it is not known that it would stay the same.</summary>
    private static string? Name(string? hash) =>
        hash is { Length: > 0 and <= LongestName } && hash.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? hash : null;

    /// <summary>A header's first value; null when it is missing.</summary>
    public static string? First(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? values.ToString() : null;

    /// <summary>A header that holds seconds, with or without decimals; null when it is missing, negative or no number.</summary>
    public static TimeSpan? Seconds(HttpResponseHeaders headers, string name) =>
        double.TryParse(First(headers, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? RequestedWait.Seconds(seconds) : null;
}

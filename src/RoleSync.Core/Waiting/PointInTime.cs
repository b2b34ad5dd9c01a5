using System.Globalization;

namespace RoleSync.Core.Waiting;

/// <summary>Reads a point in time as people and programs write it.</summary>
public static class PointInTime
{
    /// <summary>How it is written, for whoever writes something else.</summary>
    public const string Wanted =
        "a date or a time in UTC (2026-11-18, 2026-11-18T10:00:00Z), milliseconds since 1970, or how long ago it is (7d, 12h, 30m)";

    private static readonly string[] _formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>Reads it; false where it is nothing of the kind, or no time that a calendar has.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            var isInRange = milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
            time = isInRange ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
            return isInRange;
        }

        if (AgeOf(text) is { } age)
        {
            var isInRange = age <= now - DateTimeOffset.UnixEpoch;
            time = isInRange ? now - age : default;
            return isInRange;
        }

        return DateTimeOffset.TryParseExact(
            text, _formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    private static TimeSpan? AgeOf(string text)
    {
        if (text.Length is < 2 or > 7 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            'w' => TimeSpan.FromDays(7L * number),
            _ => null,
        };
    }
}

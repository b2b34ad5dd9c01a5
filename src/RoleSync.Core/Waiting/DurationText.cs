using System.Globalization;

namespace RoleSync.Core.Waiting;

/// <summary>Writes a length of time for people: <c>2.5 s</c>, <c>45 s</c>, <c>3 min 20 s</c>, <c>5 h 12 min</c>, <c>2 d 7 h</c>.</summary>
public static class DurationText
{
    /// <summary>The two largest units, the rest cut off; tenths of a second below 10 s.</summary>
    /// <param name="time">Whatever is below zero is written as zero.</param>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0.0} s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalSeconds):0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours} h"),
    };
}

using System.Globalization;

namespace RoleSync.Discord.Messages;

/// <summary>Numbers and moments in a message, as people in Discord read them.</summary>
internal static class Wording
{
    /// <summary><c>11,000</c>.</summary>
    public static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 change</c>, <c>2 changes</c>.</summary>
    public static string Count(int number, string one) => $"{Number(number)} {one}{(number == 1 ? "" : "s")}";

    /// <summary>A moment that Discord shows in everybody's own time, such as "5 minutes ago".</summary>
    public static string Moment(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"<t:{at.ToUnixTimeSeconds()}:R>");

    /// <summary>Ten boxes and the percentage: <c>▰▰▰▰▰▱▱▱▱▱ 50 %</c>.</summary>
    /// <param name="share">From 0 to 1.</param>
    public static string Bar(double share)
    {
        var kept = Math.Clamp(share, 0, 1);
        var full = (int)(kept * 10);
        return string.Create(CultureInfo.InvariantCulture, $"{new string('▰', full)}{new string('▱', 10 - full)} {Math.Floor(kept * 100):0} %");
    }
}

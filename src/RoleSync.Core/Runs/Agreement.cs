using System.Globalization;

namespace RoleSync.Core.Runs;

/// <summary>How long what was planned can still be agreed to. The guard adds up losses over the same time.</summary>
public static class Agreement
{
    /// <summary>A held run older than that is rejected by itself; an older plan is neither applied nor gone on with from Discord.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromHours(24);

    /// <summary>The time as people read it: <c>24 hours</c>.</summary>
    public static string InWords { get; } = string.Create(CultureInfo.InvariantCulture, $"{Time.TotalHours:0} hours");
}

namespace RoleSync.Discord.RateLimits.Windows;

/// <summary>How a bucket gives requests back, as far as its answers have shown.</summary>
internal enum WindowModel
{
    /// <summary>No answer yet.</summary>
    Unknown,

    /// <summary>Answers without bucket headers: only the global pace holds.</summary>
    None,

    /// <summary>All at once at the end of a window; also assumed until the other is proven, as waiting for the end is safe under both.</summary>
    Fixed,

    /// <summary>One after the other.</summary>
    Sliding,
}

namespace RoleSync.Discord.RateLimits.Windows;

/// <summary>How a bucket takes requests again, as far as its responses have shown.</summary>
internal enum WindowModel
{
    /// <summary>No response yet.</summary>
    Unknown,

    /// <summary>Responses without X-RateLimit headers: only the global limit holds.</summary>
    None,

    /// <summary>All at once at the end of a window; also assumed until the other is proven, as waiting for the end is safe under both.</summary>
    Fixed,

    /// <summary>One after the other.</summary>
    Sliding,
}

using RoleSync.Discord.RateLimits.Windows;
using RoleSync.Discord.Wire;

namespace RoleSync.Discord.RateLimits;

/// <summary>What a response tells of the limits.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ReceivedAt">When its headers were here, by the limiter's clock.</param>
/// <param name="Limits">The X-RateLimit headers; null where the response had none that make sense.</param>
/// <param name="Hit">What a 429 said; null for every other status.</param>
internal readonly record struct ResponseInfo(int Status, TimeSpan ReceivedAt, LimitHeaders? Limits, RateLimitHit? Hit = null)
{
    /// <summary>Whether a proxy between here and Discord gave the response: then it says nothing of the token or the guild.</summary>
    public bool IsFromProxy { get; init; }

    /// <summary>What Discord said where it refused; null elsewhere.</summary>
    public DiscordError? Error { get; init; }
}

using RoleSync.Discord.RateLimits.Windows;
using RoleSync.Discord.Wire;

namespace RoleSync.Discord.RateLimits;

/// <summary>What an answer means for the limits.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ReceivedAt">When its headers were here, by <see cref="RateLimiter.Now"/>.</param>
/// <param name="Limits">The bucket's headers, where the answer had them.</param>
/// <param name="Excess">What a 429 said; null for every other status.</param>
internal readonly record struct ResponseInfo(int Status, TimeSpan ReceivedAt, LimitHeaders? Limits, RateLimitHit? Excess = null)
{
    /// <summary>Whether somebody between here and Discord gave the answer: then it says nothing of the token or the guild.</summary>
    public bool IsOfEdge { get; init; }

    /// <summary>What Discord said where it refused; null elsewhere.</summary>
    public DiscordError? Error { get; init; }
}

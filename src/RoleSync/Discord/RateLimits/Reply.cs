namespace RoleSync.Discord.RateLimits;

/// <summary>What an answer means for the limits.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ReceivedAt">When its headers were here, by <see cref="RateLimiter.Now"/>.</param>
/// <param name="Limits">The bucket's headers, where the answer had them.</param>
/// <param name="Excess">What a 429 said; null for every other status.</param>
internal readonly record struct Reply(int Status, TimeSpan ReceivedAt, LimitHeaders? Limits, Excess? Excess = null)
{
    /// <summary>Whether somebody between here and Discord gave the answer: then it says nothing of the token or the guild.</summary>
    public bool IsOfEdge { get; init; }

    /// <summary>What Discord said where it refused; null elsewhere.</summary>
    public DiscordError? Error { get; init; }
}

/// <summary>What a 429 said.</summary>
/// <param name="Scope">What is closed.</param>
/// <param name="RetryAfter">For how long; null when the answer did not tell.</param>
internal readonly record struct Excess(LimitScope Scope, TimeSpan? RetryAfter);

/// <summary>Which limit a 429 speaks of.</summary>
internal enum LimitScope
{
    /// <summary>This bot on this route.</summary>
    User,

    /// <summary>This bot everywhere.</summary>
    Global,

    /// <summary>Everybody on this resource; not counted as an invalid request.</summary>
    Shared,

    /// <summary>Cloudflare, before Discord: this address everywhere.</summary>
    Cloudflare,
}

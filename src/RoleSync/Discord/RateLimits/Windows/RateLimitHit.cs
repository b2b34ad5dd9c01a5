namespace RoleSync.Discord.RateLimits.Windows;

/// <summary>What a 429 said.</summary>
/// <param name="Scope">What is closed.</param>
/// <param name="RetryAfter">For how long; null when the response did not tell.</param>
internal readonly record struct RateLimitHit(LimitScope Scope, TimeSpan? RetryAfter);

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

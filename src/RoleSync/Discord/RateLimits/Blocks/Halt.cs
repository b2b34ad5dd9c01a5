namespace RoleSync.Discord.RateLimits.Blocks;

/// <summary>Why nothing is sent, and for how long.</summary>
/// <param name="Why">A sentence that says why, when it is tried again and what a person can do.</param>
/// <param name="TriesIn">From now until it is tried again.</param>
/// <param name="IsLasting">Whether it was tried again several times for nothing, so that waiting for it makes no sense.</param>
internal sealed record Halt(string Why, TimeSpan TriesIn, bool IsLasting = false);

namespace RoleSync.Discord.RateLimits.Blocks;

/// <summary>Why nothing is sent, and for how long.</summary>
/// <param name="Why">A sentence that says why, when it is tried again and what a person can do.</param>
/// <param name="RetriesIn">From now until it is tried again.</param>
/// <param name="IsLasting">Whether several tries were refused already, so that a run does not wait for the next.</param>
internal sealed record BlockReason(string Why, TimeSpan RetriesIn, bool IsLasting = false);

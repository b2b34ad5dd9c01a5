using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits;

/// <summary>The limiter's answer to somebody who wants to send a request.</summary>
internal abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>Send now. The permit is disposed after the response was reported, or without a report when none came.</summary>
    public sealed record Granted(Permit Permit) : Admission;

    /// <summary>Send nothing: the limit opens after the caller's deadline.</summary>
    /// <param name="OpensIn">From now; more than zero.</param>
    public sealed record Limited(TimeSpan OpensIn) : Admission;

    /// <summary>Send nothing: all requests of that sort are held back for a while.</summary>
    /// <param name="Reason">Why, until when, and what to do.</param>
    public sealed record Blocked(BlockReason Reason) : Admission;
}

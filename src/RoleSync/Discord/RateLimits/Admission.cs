using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits;

/// <summary>The limiter's answer to somebody who wants to send a request.</summary>
internal abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>Send now. The permit is disposed after the answer was reported, or without a report when none came.</summary>
    public sealed record Granted(Permit Permit) : Admission;

    /// <summary>Send nothing: the limit opens later than the caller is ready to wait.</summary>
    public sealed record Limited(TimeSpan OpensIn) : Admission;

    /// <summary>Send nothing: why, until when, and what to do.</summary>
    public sealed record Halted(Halt Halt) : Admission;
}

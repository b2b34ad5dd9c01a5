using RoleSync.Core.Runs;

namespace RoleSync.Scheduling;

/// <summary>What became of the wish for a run that follows from another one.</summary>
internal abstract record FollowAnswer
{
    private FollowAnswer()
    {
    }

    /// <summary>A new run has begun.</summary>
    public sealed record Started(Run Run) : FollowAnswer;

    /// <summary>There is no run of that number, or none any more: a sentence that says which.</summary>
    public sealed record NoSuchRun(string Why) : FollowAnswer;

    /// <summary>Nothing can be started now, because nothing is sent to Discord.</summary>
    /// <param name="Why">A sentence that says why, and when that is tried again.</param>
    /// <param name="RetryAfter">From now until it is tried again.</param>
    public sealed record Unavailable(string Why, TimeSpan RetryAfter) : FollowAnswer;

    /// <summary>It cannot be done now, or not at all: a sentence that says why and what to do.</summary>
    public sealed record Refused(string Why) : FollowAnswer;
}

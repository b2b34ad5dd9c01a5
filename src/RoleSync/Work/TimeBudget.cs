namespace RoleSync.Work;

/// <summary>How long a firing may still work before the host's execution limit, on the monotonic clock.</summary>
internal sealed class TimeBudget(TimeProvider time, TimeSpan limit)
{
    /// <summary>Nobody waits longer for one thing: a longer wait ends the firing, so that the run's row says what for.</summary>
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(90);

    private readonly long _start = time.GetTimestamp();

    /// <summary>When the firing began, in whole milliseconds like all times that are stored.</summary>
    public DateTimeOffset Began { get; } = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>How long one call may still wait.</summary>
    public TimeSpan Left => UntilEnd < _longestWait ? UntilEnd : _longestWait;

    /// <summary>How long the firing may still work. Never below zero.</summary>
    public TimeSpan UntilEnd
    {
        get
        {
            var left = limit - time.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool IsSpent => UntilEnd == TimeSpan.Zero;
}

namespace RoleSync.Running;

/// <summary>How long a firing may still work before the host's execution limit, on the monotonic clock.</summary>
internal sealed class TimeBudget(TimeProvider time, TimeSpan limit)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>When the firing began, in whole milliseconds like all times that are stored.</summary>
    public DateTimeOffset Began { get; } = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Never below zero.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = limit - time.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool IsSpent => Left == TimeSpan.Zero;
}

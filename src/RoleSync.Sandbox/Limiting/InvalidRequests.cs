namespace RoleSync.Sandbox.Limiting;

/// <summary>Cloudflare's count of answers 401, 403 and 429: 10,000 in 10 minutes and the address is banned (https://docs.discord.com/developers/topics/rate-limits).</summary>
internal sealed class InvalidRequests(TimeProvider time, double speed)
{
    private readonly TimeSpan _window = TimeSpan.FromMinutes(10) / speed;
    private readonly TimeSpan _ban = TimeSpan.FromHours(1) / speed;
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _closes;
    private TimeSpan _bannedUntil;
    private int _count;

    /// <summary>How long the ban still lasts, or null.</summary>
    public TimeSpan? Ban()
    {
        lock (_lock)
        {
            return _bannedUntil - time.GetElapsedTime(_start) is var left && left > TimeSpan.Zero ? left : null;
        }
    }

    public void Count()
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            if (now >= _closes)
            {
                (_count, _closes) = (0, now + _window);
            }
            if (++_count >= 10_000)
            {
                _bannedUntil = now + _ban;
            }
        }
    }
}

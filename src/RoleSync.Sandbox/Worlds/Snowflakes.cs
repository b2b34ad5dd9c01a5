namespace RoleSync.Sandbox.Worlds;

/// <summary>Gives out ids as Discord does: milliseconds since 2015, then a number. Each is above the one before. Safe for use from several threads.</summary>
internal sealed class Snowflakes(TimeProvider time)
{
    private static readonly DateTimeOffset _epoch = new(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Lock _lock = new();
    private ulong _last;

    public ulong Next()
    {
        var now = (ulong)Math.Max(1, (time.GetUtcNow() - _epoch).TotalMilliseconds) << 22;
        lock (_lock)
        {
            return _last = Math.Max(now, _last + 1);
        }
    }
}

namespace RoleSync.Discord.RateLimits.Blocks;

/// <summary>403s of one route in a row, none more than a minute after the one before.</summary>
internal sealed class RefusalStreak
{
    /// <summary>The length at which the guild is blocked.</summary>
    public const int Most = 10;

    private static readonly TimeSpan _memory = TimeSpan.FromMinutes(1);
    private TimeSpan _last;
    private int _length;

    /// <summary>A response came; true when it makes the streak too long, which then begins anew.</summary>
    public bool OnResponse(int status, TimeSpan at)
    {
        if (status != 403)
        {
            _length = 0;
            return false;
        }

        _length = at - _last > _memory ? 1 : _length + 1;
        _last = at;
        if (_length < Most)
        {
            return false;
        }

        _length = 0;
        return true;
    }
}

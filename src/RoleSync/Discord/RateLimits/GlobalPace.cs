namespace RoleSync.Discord.RateLimits;

/// <summary>
/// At most so many requests in any rolling window, over all buckets. Discord shows its global counter in no header, so the pace
/// has to keep clear of it: <see href="https://discord.com/developers/docs/topics/rate-limits#global-rate-limit">50 a second</see>.
/// Bulk work keeps to that rate in every third of the window, too: a whole window's requests let go at once would wait for a
/// processor, and reach Discord together with those of the next window.
/// </summary>
internal sealed class GlobalPace
{
    private readonly TimeSpan[] _sent;
    private readonly TimeSpan _window;
    private readonly int _reserve;
    private readonly int _pulse;
    private long _count;

    public GlobalPace(int requests, TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(requests, 1);
        _sent = new TimeSpan[requests];
        _window = window;
        _reserve = requests / 30;
        _pulse = Math.Max(1, requests / 3);
    }

    /// <summary>Requests that a window takes.</summary>
    public int Requests => _sent.Length;

    /// <summary>The rolling window.</summary>
    public TimeSpan Window => _window;

    /// <summary>Until when nothing at all may be sent.</summary>
    public TimeSpan BlockedUntil { get; private set; } = TimeSpan.MinValue;

    /// <summary>When the lane may send its next request. Bulk work leaves a small share of the window to interactive work.</summary>
    public TimeSpan OpensAt(Lane lane)
    {
        var opens = lane == Lane.Bulk
            ? Later(After(_sent.Length - _reserve, _window), After(_pulse, _window * _pulse / _sent.Length))
            : After(_sent.Length, _window);
        return Later(opens, BlockedUntil);
    }

    public void Sent(TimeSpan now) => _sent[_count++ % _sent.Length] = now;

    /// <summary>Closes the pace for every lane.</summary>
    public void Block(TimeSpan until) => BlockedUntil = Later(until, BlockedUntil);

    /// <summary>Requests in the window that ends now.</summary>
    public int InWindow(TimeSpan now)
    {
        var inWindow = 0;
        while (inWindow < _sent.Length && inWindow < _count && _sent[(_count - 1 - inWindow) % _sent.Length] + _window > now)
        {
            inWindow++;
        }

        return inWindow;
    }

    /// <summary>When the last so many requests are no longer all within the window.</summary>
    private TimeSpan After(int requests, TimeSpan window) =>
        _count < requests ? TimeSpan.MinValue : _sent[(_count - requests) % _sent.Length] + window;

    private static TimeSpan Later(TimeSpan left, TimeSpan right) => left > right ? left : right;
}

namespace RoleSync.Discord.RateLimits.Windows;

/// <summary>
/// A window that takes so many requests and gives all of them back at its end. That end is known as an interval: a response with X-RateLimit-Reset-After
/// <c>a</c>, to a request that was sent at <c>s</c> and answered at <c>r</c>, proves that it lies between <c>s + a</c> and <c>r + a</c>.
/// </summary>
/// <remarks>
/// The lowest Remaining of a window counts everything that Discord has seen, other clients of the token included; requests
/// in flight are taken off it, as Discord may not have seen them yet. A window that ended takes them over: they may arrive in the new one.
/// </remarks>
internal sealed class FixedWindow(TimeSpan margin)
{
    private TimeSpan? _identity;
    private TimeSpan? _closed;
    private TimeSpan? _opening;
    private TimeSpan _identifiedAt;
    private TimeSpan _rolledAt = TimeSpan.MinValue;
    private TimeSpan _longest;
    private int _lost;
    private bool _isLongestCapped;

    /// <summary>Requests that a window takes; 0 until a response told.</summary>
    public int Limit { get; private set; }

    /// <summary>Requests that the present window still takes, those in flight not yet taken off.</summary>
    public int Remaining { get; private set; }

    /// <summary>Requests of other clients in the present window, as far as the responses prove them.</summary>
    public int Foreign { get; private set; }

    /// <summary>The longest Reset-After seen under this limit: at most the window's length.</summary>
    public TimeSpan Length => _longest;

    private int Responses { get; set; }

    /// <summary>How far apart two Resets of one window may be: 50 ms at most, and far less than a sliding window moves per request.</summary>
    public TimeSpan Tolerance =>
        TimeSpan.FromTicks(Math.Clamp(_longest.Ticks / (4 * Math.Max(Limit, 1)), 2 * TimeSpan.TicksPerMillisecond, 50 * TimeSpan.TicksPerMillisecond));

    /// <summary>When one more request may be sent; <see cref="TimeSpan.MaxValue"/> when a response has to come first.</summary>
    public TimeSpan OpensAt(TimeSpan now, int inFlight)
    {
        if (_opening is { } opening && now >= opening + margin)
        {
            Roll(now);
        }

        return Remaining > inFlight ? now : (_opening + margin) ?? TimeSpan.MaxValue;
    }

    /// <summary>When the request behind <paramref name="ahead"/> others may be sent at the earliest.</summary>
    public TimeSpan Estimate(TimeSpan now, int inFlight, int ahead)
    {
        var opens = OpensAt(now, inFlight);
        var missing = ahead - Math.Max(0, Remaining - inFlight);
        if (missing < 0 || opens == TimeSpan.MaxValue)
        {
            return now;
        }

        return ((_opening + margin) ?? now) + (_longest * (missing / Limit));
    }

    /// <summary>A response with X-RateLimit headers came.</summary>
    public void OnResponse(in LimitHeaders limits, TimeSpan sentAt, TimeSpan receivedAt, int inFlight)
    {
        LearnLength(limits);
        Limit = limits.Limit;
        if (IsOfTheLastWindow(limits, sentAt))
        {
            return;
        }

        if (_identity is { } identity && Abs(limits.Reset - identity) <= Tolerance)
        {
            _opening = Min(_opening, receivedAt + limits.ResetAfter);
            Remaining = Math.Min(Remaining, limits.Remaining);
        }
        else if (_identity is null || limits.Reset > _identity || sentAt >= _identifiedAt)
        {
            Begin(limits, receivedAt);
        }
        else
        {
            return;
        }

        Responses++;
        Foreign = Math.Max(Foreign, Limit - limits.Remaining - Responses - inFlight);
    }

    /// <summary>
    /// A request without a readable response: Discord may have counted it. It is charged to the next window too, as it has put off the end of
    /// this one if the window is a sliding one after all.
    /// </summary>
    public void OnLost(TimeSpan now)
    {
        _lost++;
        Remaining = Math.Max(0, Remaining - 1);
        _opening ??= now + _longest;
    }

    /// <summary>A Reset-After that was capped is taken for the window's length only until a better one is known.</summary>
    private void LearnLength(in LimitHeaders limits)
    {
        var isKnown = limits.Limit == Limit && !_isLongestCapped;
        if (!isKnown || (!limits.IsCapped && limits.ResetAfter > _longest))
        {
            (_longest, _isLongestCapped) = (limits.ResetAfter, limits.IsCapped);
        }
    }

    private void Begin(in LimitHeaders limits, TimeSpan receivedAt)
    {
        _closed = _identity ?? _closed;
        _identity = limits.Reset;
        _identifiedAt = receivedAt;
        _opening = receivedAt + limits.ResetAfter;
        Remaining = limits.Remaining;
        Responses = 0;
        Foreign = 0;
    }

    private void Roll(TimeSpan now)
    {
        _closed = _identity ?? _closed;
        _identity = null;
        _rolledAt = now;
        Remaining = Math.Max(0, Limit - _lost);
        _opening = Remaining == 0 ? now + _longest : null;
        _lost = 0;
        Responses = 0;
        Foreign = 0;
    }

    private bool IsOfTheLastWindow(in LimitHeaders limits, TimeSpan sentAt) =>
        _identity is null && sentAt < _rolledAt && _closed is { } closed && limits.Reset <= closed + Tolerance;

    private static TimeSpan Abs(TimeSpan time) => time < TimeSpan.Zero ? -time : time;

    private static TimeSpan Min(TimeSpan? left, TimeSpan right) => left < right ? left.Value : right;
}

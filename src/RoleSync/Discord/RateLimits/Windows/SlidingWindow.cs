namespace RoleSync.Discord.RateLimits.Windows;

/// <summary>
/// A bucket that takes one more request every step of time: a <see href="https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm">leaky bucket</see>.
/// Discord keeps the time at which all of its requests are back; a request moves that time on by one step, and is refused when it lies more than
/// <c>limit - 1</c> steps ahead.
/// </summary>
internal sealed class SlidingWindow(TimeSpan margin)
{
    private TimeSpan _fullAt = TimeSpan.MinValue;
    private TimeSpan _longerStep = TimeSpan.MaxValue;
    private int _longerSteps;

    /// <summary>Requests that a full bucket takes at once.</summary>
    public int Limit { get; private set; }

    /// <summary>The time in which one request comes back.</summary>
    public TimeSpan Step { get; private set; } = TimeSpan.MaxValue;

    /// <summary>When one more request may be sent; <see cref="TimeSpan.MaxValue"/> when a response has to come first.</summary>
    public TimeSpan OpensAt(TimeSpan now, int inFlight)
    {
        var slot = _fullAt + ((inFlight - (Limit - 1)) * Step) + margin;
        if (_fullAt >= now || inFlight == 0)
        {
            return slot > now ? slot : now;
        }

        return (inFlight * Step) + margin <= (Limit - 1) * Step ? now : TimeSpan.MaxValue;
    }

    /// <summary>When the request behind <paramref name="ahead"/> others may be sent at the earliest.</summary>
    public TimeSpan Estimate(TimeSpan now, int inFlight, int ahead) => OpensAt(now, inFlight + ahead) is var slot && slot == TimeSpan.MaxValue ? now : slot;

    /// <summary>Requests that the bucket would take now.</summary>
    public int Remaining(TimeSpan now) => _fullAt <= now ? Limit : Math.Max(0, Limit - (int)Math.Ceiling((_fullAt - now) / Step));

    /// <summary>Begins with what the proof of the model has shown.</summary>
    public void Learn(TimeSpan step) => (Step, _longerStep, _longerSteps) = (step, TimeSpan.MaxValue, 0);

    /// <summary>
    /// A response came. The latest time wins, so responses may overtake each other; it is late by one way of the network at most,
    /// which costs nothing as long as the bucket does not run full.
    /// </summary>
    public void OnResponse(in LimitHeaders limits, TimeSpan receivedAt)
    {
        Limit = limits.Limit;
        if (!limits.IsCapped && limits.Limit - limits.Remaining - 1 is > 0 and var wholeSteps && limits.ResetAfter / wholeSteps < Step)
        {
            Learn(limits.ResetAfter / wholeSteps); // so many requests have not come back yet: the step is shorter than that
        }

        _fullAt = Max(_fullAt, receivedAt + limits.ResetAfter);
    }

    /// <summary>Two neighbouring Resets were so far apart. The shortest distance is the step: other clients and pauses only lengthen it.</summary>
    public void OnResetMoved(TimeSpan distance)
    {
        if (distance < Step)
        {
            Learn(distance);
        }
        else if (distance <= Step + (Step / 20))
        {
            (_longerStep, _longerSteps) = (TimeSpan.MaxValue, 0);
        }
        else
        {
            _longerStep = _longerStep < distance ? _longerStep : distance;
            if (++_longerSteps > Limit)
            {
                Learn(_longerStep);
            }
        }
    }

    /// <summary>A request without a readable response: Discord may have counted it.</summary>
    public void OnLost(TimeSpan now) => _fullAt = Max(_fullAt, now) + Step;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}

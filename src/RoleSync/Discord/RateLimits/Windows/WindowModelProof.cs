namespace RoleSync.Discord.RateLimits.Windows;

/// <summary>
/// Tells fixed from sliding windows, which no header does: the same X-RateLimit-Reset on two responses is a fixed window; one that moves on although
/// the window before cannot have ended is a sliding one. Sliding has to be proven twice in a row, and four times as often after each mistake.
/// </summary>
internal sealed class WindowModelProof
{
    private LimitHeaders? _last;
    private static readonly TimeSpan _longestStep = TimeSpan.FromHours(1);
    private TimeSpan _lastLowerBound;
    private TimeSpan _lastReceivedAt;
    private int _moves;
    private int _needed = 2;
    private TimeSpan _step = TimeSpan.MaxValue;

    /// <summary>What the responses so far prove.</summary>
    public WindowModel Model { get; private set; } = WindowModel.Unknown;

    /// <summary>The shortest distance of two neighbouring Resets in the proof: the time in which one request comes back.</summary>
    public TimeSpan Step => _step;

    /// <summary>A response came.</summary>
    /// <returns>How far the Reset moved on from the response before; null when it did not or when that says nothing.</returns>
    /// <param name="limits">Its headers.</param>
    /// <param name="sentAt">When the request was sent.</param>
    /// <param name="receivedAt">When the response came.</param>
    /// <param name="tolerance">How far apart two Resets of one window may be.</param>
    /// <param name="isAlone">True when no other request was in flight: only then do two Resets stand one step apart for certain.</param>
    public TimeSpan? OnResponse(in LimitHeaders limits, TimeSpan sentAt, TimeSpan receivedAt, TimeSpan tolerance, bool isAlone)
    {
        var last = _last;
        var lowerBound = _lastLowerBound;
        if (last is { } before && limits.Limit == before.Limit && limits.Reset < before.Reset - tolerance && sentAt < _lastReceivedAt)
        {
            return null; // overtaken by a later response
        }

        (_last, _lastLowerBound, _lastReceivedAt) = (limits, sentAt + limits.ResetAfter, receivedAt);
        if (last is null)
        {
            return null;
        }

        if (last.Value.Limit != limits.Limit)
        {
            (_moves, _step) = (0, TimeSpan.MaxValue);
            return null;
        }

        var moved = limits.Reset - last.Value.Reset;
        if (moved < -tolerance || moved > _longestStep)
        {
            return null; // Discord's clock was set, or a number is damaged
        }

        if (moved <= tolerance)
        {
            (_moves, _step, Model) = (0, TimeSpan.MaxValue, WindowModel.Fixed);
            _lastLowerBound = lowerBound > _lastLowerBound ? lowerBound : _lastLowerBound;
            return null;
        }

        if (receivedAt >= lowerBound)
        {
            return null;
        }

        if (isAlone)
        {
            Prove(moved);
        }

        return moved;
    }

    /// <summary>A request without a readable response: the Resets before and after it are not neighbours.</summary>
    public void OnLost() => _last = null;

    /// <summary>A 429 that this model did not foresee: back to the model that is safe under both.</summary>
    public void Refute()
    {
        if (Model == WindowModel.Sliding)
        {
            _needed = Math.Min(_needed * 4, 1_000);
        }

        (_moves, _step, Model) = (0, TimeSpan.MaxValue, WindowModel.Fixed);
    }

    private void Prove(TimeSpan moved)
    {
        _step = moved < _step ? moved : _step;
        if (++_moves >= _needed)
        {
            Model = WindowModel.Sliding;
        }
    }
}

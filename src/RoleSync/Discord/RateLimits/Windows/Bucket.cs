using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits.Windows;

/// <summary>
/// What is known of one bucket, which is Discord's count of the requests of one route, and when it takes the next request. Calculates only: the time is
/// given, and who waits is known elsewhere. Moments are times since one common start.
/// </summary>
/// <param name="margin">Added to each opening time that Discord tells: its clock and the network are not exact.</param>
internal sealed class Bucket(TimeSpan margin)
{
    /// <summary>Requests of one bucket that may be in flight at once: enough for 10 in 10 s, few enough to learn of a changed limit in time.</summary>
    public const int MaxInFlight = 4;

    private static readonly TimeSpan _meaninglessWait = TimeSpan.FromMilliseconds(5);
    private readonly FixedWindow _fixed = new(margin);
    private readonly SlidingWindow _sliding = new(margin);
    private readonly BelievedWait _believedWait = new();
    private WindowModelProof _proof = new();
    private TimeSpan _blockedUntil = TimeSpan.MinValue;
    private bool _hasLimits;
    private bool _hasResponse;
    private int _responsesWithLimits;

    /// <summary>Requests that were sent and have no response yet.</summary>
    public int InFlight { get; private set; }

    /// <summary>Discord's name of the bucket; null when no response told.</summary>
    public string? Hash { get; private set; }

    /// <summary>429s in a row.</summary>
    public int ConsecutiveHits { get; private set; }

    /// <summary>The longest wait that is believed when a response asks to leave the bucket alone.</summary>
    public TimeSpan LongestBelievedWait => _believedWait.Longest;

    /// <summary>How long Discord asked to leave the bucket alone, where that is longer than is believed and one request asks again earlier; else null.</summary>
    public TimeSpan? DisbelievedWait => _believedWait.Disbelieved;

    /// <summary>From permit to response, as a moving average; zero until one came.</summary>
    public TimeSpan Latency { get; private set; }

    /// <summary>The average time in which the bucket takes one more request; null when unknown.</summary>
    public TimeSpan? Spacing => Model switch
    {
        WindowModel.Fixed => _fixed.Length / _fixed.Limit,
        WindowModel.Sliding => _sliding.Step,
        WindowModel.Unknown or WindowModel.None => null,
    };

    /// <summary>How many requests have to be in flight at once so that the bucket, and not the network, is what slows their sender down; 1 to <see cref="MaxInFlight"/>.</summary>
    /// <param name="roundTrips">How many responses the sender waits for per request of this bucket.</param>
    /// <param name="left">Requests that the sender still has in all; null when unknown. When one window takes them all, they go side by side.</param>
    public int UsefulConcurrency(int roundTrips, int? left) =>
        Spacing is not { } spacing || spacing <= TimeSpan.Zero ? 1
            : left <= Limit ? MaxInFlight
            : Math.Clamp(1 + (int)(roundTrips * Latency / spacing), 1, MaxInFlight);

    /// <summary>How the bucket takes requests again, as far as its responses have shown.</summary>
    public WindowModel Model => !_hasResponse ? WindowModel.Unknown
        : !_hasLimits ? WindowModel.None
        : _proof.Model == WindowModel.Sliding ? WindowModel.Sliding
        : WindowModel.Fixed;

    /// <summary>Requests that a window takes; null when unknown.</summary>
    public int? Limit => _hasLimits ? _fixed.Limit : null;

    /// <summary>Requests of other clients of this token in the present window, as far as the responses prove them.</summary>
    public int Foreign => Model == WindowModel.Fixed ? _fixed.Foreign : 0;

    /// <summary>Requests that may still be sent in this window; null when unknown.</summary>
    public int? Remaining(TimeSpan now) => Model switch
    {
        WindowModel.Fixed => Math.Max(0, _fixed.Remaining - InFlight),
        WindowModel.Sliding => Math.Max(0, _sliding.Remaining(now) - InFlight),
        WindowModel.Unknown or WindowModel.None => null,
    };

    /// <summary>When one more request may be sent; <see cref="TimeSpan.MaxValue"/> when a response has to come first.</summary>
    public TimeSpan OpensAt(TimeSpan now)
    {
        if (InFlight >= AllowedInFlight)
        {
            return TimeSpan.MaxValue;
        }

        var opens = Model switch
        {
            WindowModel.Fixed => _fixed.OpensAt(now, InFlight),
            WindowModel.Sliding => _sliding.OpensAt(now, InFlight),
            WindowModel.Unknown or WindowModel.None => now,
        };
        return opens > _blockedUntil ? opens : _blockedUntil;
    }

    /// <summary>When the request behind <paramref name="ahead"/> others may be sent at the earliest.</summary>
    public TimeSpan Estimate(TimeSpan now, int ahead)
    {
        var estimate = Model switch
        {
            WindowModel.Fixed => _fixed.Estimate(now, InFlight, ahead),
            WindowModel.Sliding => _sliding.Estimate(now, InFlight, ahead),
            WindowModel.Unknown or WindowModel.None => now,
        };
        return estimate > _blockedUntil ? estimate : _blockedUntil;
    }

    /// <summary>A request was sent.</summary>
    public void OnSent() => InFlight++;

    /// <summary>A response came, with or without X-RateLimit headers, a 429 included.</summary>
    public void OnResponse(LimitHeaders? headers, TimeSpan sentAt, TimeSpan receivedAt, RateLimitHit? hit)
    {
        InFlight--;
        Latency = _hasResponse ? (Latency * 0.75) + ((receivedAt - sentAt) * 0.25) : receivedAt - sentAt;
        _hasResponse = true;
        ConsecutiveHits = hit is not null ? ConsecutiveHits + 1 : 0;
        _believedWait.OnResponse(ClosedFor(headers, hit), sentAt, receivedAt);
        if (headers is not { } read || IsMeaningless(read))
        {
            CountAsLost(receivedAt);
            return;
        }

        var limits = read.CappedAt(_believedWait.Longest);
        Identify(limits);
        _hasLimits = true;
        _responsesWithLimits++;
        _fixed.OnResponse(limits, sentAt, receivedAt, InFlight);
        var wasSliding = _proof.Model == WindowModel.Sliding;
        var moved = _proof.OnResponse(limits, sentAt, receivedAt, _fixed.Tolerance, InFlight == 0);
        if (_proof.Model == WindowModel.Sliding && !wasSliding)
        {
            _sliding.Learn(_proof.Step);
        }
        else if (moved is { } distance)
        {
            _sliding.OnResetMoved(distance);
        }

        _sliding.OnResponse(limits, receivedAt);
    }

    /// <summary>No response came: Discord may have counted the request.</summary>
    public void OnLost(TimeSpan now)
    {
        InFlight--;
        CountAsLost(now);
    }

    /// <summary>Sends nothing before that time, whatever the window says.</summary>
    public void Block(TimeSpan until) => _blockedUntil = until > _blockedUntil ? until : _blockedUntil;

    /// <summary>Discord refused what this count allowed: the model may be wrong.</summary>
    public void OnUnforeseenHit() => _proof.Refute();

    private static TimeSpan ClosedFor(LimitHeaders? headers, RateLimitHit? hit)
    {
        var window = headers is { Remaining: 0 } drained ? drained.ResetAfter : TimeSpan.Zero;
        return hit is { Scope: LimitScope.User or LimitScope.Shared, RetryAfter: { } asked } && asked > window ? asked : window;
    }

    private int AllowedInFlight => _believedWait.Disbelieved is not null ? 1 : Model switch
    {
        WindowModel.Unknown => 1,
        WindowModel.None => MaxInFlight,
        WindowModel.Fixed or WindowModel.Sliding => _proof.Model == WindowModel.Unknown && _responsesWithLimits < 3 ? 1 : MaxInFlight,
    };

    /// <summary>Some routes always say that nothing remains for another millisecond; a real window that ends just now stays as it is known.</summary>
    private bool IsMeaningless(in LimitHeaders limits)
    {
        var threshold = _hasLimits && _fixed.Length / 20 < _meaninglessWait ? _fixed.Length / 20 : _meaninglessWait;
        return limits.Remaining == 0 && limits.ResetAfter < threshold;
    }

    private void CountAsLost(TimeSpan now)
    {
        if (_hasLimits)
        {
            _proof.OnLost();
            _fixed.OnLost(now);
            if (_proof.Model == WindowModel.Sliding)
            {
                _sliding.OnLost(now);
            }
        }
    }

    /// <summary>Under a new name or another limit the bucket may work in another way: what was proven of it before is void.</summary>
    private void Identify(in LimitHeaders limits)
    {
        if (_hasLimits && (limits.Limit != _fixed.Limit || (limits.Hash is not null && limits.Hash != Hash)))
        {
            _proof = new WindowModelProof();
            _responsesWithLimits = 0;
        }

        Hash = limits.Hash ?? Hash;
    }
}

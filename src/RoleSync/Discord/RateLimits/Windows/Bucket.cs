using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits.Windows;

/// <summary>What is known of one count of Discord's, and when it takes the next request. Knows no clock, no lock and no waiting.</summary>
internal sealed class Bucket(TimeSpan guard)
{
    /// <summary>Requests of one bucket that are under way at once: enough for 10 in 10 s, few enough to learn of a change in time.</summary>
    public const int MostInFlight = 4;

    private static readonly TimeSpan _noise = TimeSpan.FromMilliseconds(5);
    private readonly FixedWindow _fixed = new(guard);
    private readonly SlidingWindow _sliding = new(guard);
    private readonly ProbeHorizon _horizon = new();
    private WindowModelProof _proof = new();
    private TimeSpan _blockedUntil = TimeSpan.MinValue;
    private bool _hasLimits;
    private bool _answered;
    private int _probes;

    /// <summary>Requests under way.</summary>
    public int InFlight { get; private set; }

    /// <summary>Discord's name of the bucket; null when no answer told.</summary>
    public string? Hash { get; private set; }

    /// <summary>429s in a row.</summary>
    public int Strikes { get; private set; }

    /// <summary>How far ahead answers that close the bucket are believed.</summary>
    public TimeSpan Reach => _horizon.Reach;

    /// <summary>How long Discord asked to leave the bucket alone where that makes no sense and one request asks again earlier; else null.</summary>
    public TimeSpan? Unbelieved => _horizon.Asked;

    /// <summary>How long an answer takes, as a moving average; zero until one came.</summary>
    public TimeSpan Latency { get; private set; }

    /// <summary>The time in which the bucket gives one request back, on average; null when unknown.</summary>
    public TimeSpan? Spacing => Model switch
    {
        WindowModel.Fixed => _fixed.Length / _fixed.Limit,
        WindowModel.Sliding => _sliding.Step,
        WindowModel.Unknown or WindowModel.None => null,
    };

    /// <summary>The model that decides.</summary>
    public WindowModel Model => !_answered ? WindowModel.Unknown
        : !_hasLimits ? WindowModel.None
        : _proof.Model == WindowModel.Sliding ? WindowModel.Sliding
        : WindowModel.Fixed;

    /// <summary>Requests that a window takes; null when unknown.</summary>
    public int? Limit => _hasLimits ? _fixed.Limit : null;

    /// <summary>Requests of other clients of this token in the present window, as far as the answers prove them.</summary>
    public int Foreign => Model == WindowModel.Fixed ? _fixed.Foreign : 0;

    /// <summary>Requests that may still be sent in this window; null when unknown.</summary>
    public int? Remaining(TimeSpan now) => Model switch
    {
        WindowModel.Fixed => Math.Max(0, _fixed.Remaining - InFlight),
        WindowModel.Sliding => Math.Max(0, _sliding.Remaining(now) - InFlight),
        WindowModel.Unknown or WindowModel.None => null,
    };

    /// <summary>When one more request may be sent; <see cref="TimeSpan.MaxValue"/> when an answer has to come first.</summary>
    public TimeSpan OpensAt(TimeSpan now)
    {
        if (InFlight >= AtOnce)
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

    public void Sent() => InFlight++;

    /// <summary>An answer with or without headers, 429 included.</summary>
    public void Answered(LimitHeaders? headers, TimeSpan sentAt, TimeSpan receivedAt, RateLimitHit? excess)
    {
        InFlight--;
        Latency = _answered ? (Latency * 0.75) + ((receivedAt - sentAt) * 0.25) : receivedAt - sentAt;
        _answered = true;
        Strikes = excess is not null ? Strikes + 1 : 0;
        _horizon.Answered(ClosedFor(headers, excess), sentAt, receivedAt);
        if (headers is not { } told || IsNoise(told))
        {
            Uncounted(receivedAt);
            return;
        }

        var limits = told.Within(_horizon.Reach);
        Identify(limits);
        _hasLimits = true;
        _probes++;
        _fixed.Answered(limits, sentAt, receivedAt, InFlight);
        var wasSliding = _proof.Model == WindowModel.Sliding;
        var moved = _proof.Answered(limits, sentAt, receivedAt, _fixed.Tolerance, InFlight == 0);
        if (_proof.Model == WindowModel.Sliding && !wasSliding)
        {
            _sliding.Learn(_proof.Step);
        }
        else if (moved is { } distance)
        {
            _sliding.Moved(distance);
        }

        _sliding.Answered(limits, receivedAt);
    }

    /// <summary>No answer came: Discord may have counted the request.</summary>
    public void Lost(TimeSpan now)
    {
        InFlight--;
        Uncounted(now);
    }

    /// <summary>Sends nothing before that time, whatever the window says.</summary>
    public void Block(TimeSpan until) => _blockedUntil = until > _blockedUntil ? until : _blockedUntil;

    /// <summary>The window refused what the ledger allowed: its model may be wrong.</summary>
    public void Surprised() => _proof.Refuted();

    private static TimeSpan ClosedFor(LimitHeaders? headers, RateLimitHit? excess)
    {
        var window = headers is { Remaining: 0 } drained ? drained.ResetAfter : TimeSpan.Zero;
        return excess is { Scope: LimitScope.User or LimitScope.Shared, RetryAfter: { } asked } && asked > window ? asked : window;
    }

    private int AtOnce => _horizon.Asked is not null ? 1 : Model switch
    {
        WindowModel.Unknown => 1,
        WindowModel.None => MostInFlight,
        WindowModel.Fixed or WindowModel.Sliding => _proof.Model == WindowModel.Unknown && _probes < 3 ? 1 : MostInFlight,
    };

    /// <summary>Some routes always claim to be drained for a millisecond; a real window that ends just now stays as it is known.</summary>
    private bool IsNoise(in LimitHeaders limits)
    {
        var threshold = _hasLimits && _fixed.Length / 20 < _noise ? _fixed.Length / 20 : _noise;
        return limits.Remaining == 0 && limits.ResetAfter < threshold;
    }

    private void Uncounted(TimeSpan now)
    {
        if (_hasLimits)
        {
            _proof.Lost();
            _fixed.Lost(now);
            if (_proof.Model == WindowModel.Sliding)
            {
                _sliding.Lost(now);
            }
        }
    }

    /// <summary>Under a new name or another limit the bucket may work in another way: what was proven before proves nothing.</summary>
    private void Identify(in LimitHeaders limits)
    {
        if (_hasLimits && (limits.Limit != _fixed.Limit || (limits.Hash is not null && limits.Hash != Hash)))
        {
            _proof = new WindowModelProof();
            _probes = 0;
        }

        Hash = limits.Hash ?? Hash;
    }
}

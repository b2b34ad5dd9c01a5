namespace RoleSync.Sandbox.Limiting;

/// <summary>A limit as it stands: so many requests in a window of real length, after the speed-up.</summary>
internal readonly record struct LimitRule(int Limit, TimeSpan Window, WindowModel Model);

/// <summary>What a limit says to one request. Times are measured from the start of the limits' clock.</summary>
/// <param name="Allowed">Whether the request may pass.</param>
/// <param name="Limit">Requests in a window.</param>
/// <param name="Remaining">Requests left now.</param>
/// <param name="ResetAt">When the window closes (fixed) or the bucket is full again (sliding).</param>
/// <param name="ResetAfter">How long until then.</param>
/// <param name="RetryAfter">For a refused request: how long until one would pass.</param>
internal readonly record struct Verdict(bool Allowed, int Limit, int Remaining, TimeSpan ResetAt, TimeSpan ResetAfter, TimeSpan RetryAfter);

/// <summary>The count of one limit for one top-level resource.</summary>
internal sealed class Bucket
{
    private readonly Lock _lock = new();
    private int _used;
    private TimeSpan _closes;
    private TimeSpan _full;

    public Verdict Take(LimitRule rule, TimeSpan now)
    {
        lock (_lock)
        {
            return rule.Model == WindowModel.Fixed ? TakeFixed(rule, now) : TakeSliding(rule, now);
        }
    }

    private Verdict TakeFixed(LimitRule rule, TimeSpan now)
    {
        if (now >= _closes)
        {
            (_used, _closes) = (0, now + rule.Window);
        }
        var left = _closes - now;
        return _used >= rule.Limit
            ? new Verdict(false, rule.Limit, 0, _closes, left, left)
            : new Verdict(true, rule.Limit, Math.Max(0, rule.Limit - ++_used), _closes, left, default);
    }

    // GCRA: _full is the moment at which all requests have drained (the "theoretical arrival time").
    private Verdict TakeSliding(LimitRule rule, TimeSpan now)
    {
        var interval = rule.Window / rule.Limit;
        var full = (_full > now ? _full : now) + interval;
        if (full - now > rule.Window)
        {
            return new Verdict(false, rule.Limit, 0, _full, _full - now, full - rule.Window - now);
        }
        _full = full;
        var remaining = (int)((rule.Window - (full - now)) / interval);
        return new Verdict(true, rule.Limit, remaining, full, full - now, default);
    }
}

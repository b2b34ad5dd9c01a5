using RoleSync.Discord.RateLimits;
using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Tests.Discord.RateLimits;

/// <summary>A bucket as Discord keeps it, written from its documentation and knowing nothing of the limiter.</summary>
internal abstract class ModelBucket(int limit, TimeSpan window)
{
    private static readonly TimeSpan _epoch = TimeSpan.FromDays(20_000);

    public int Limit { get; set; } = limit;

    public TimeSpan Window { get; set; } = window;

    /// <summary>Discord's wall clock against the start of the simulation.</summary>
    public TimeSpan ClockStep { get; set; }

    public int Taken { get; private set; }

    public int Refused { get; private set; }

    public string Hash { get; set; } = "b0bb9027";

    /// <summary>Time in which the server takes so many requests at best, the first at zero.</summary>
    public abstract TimeSpan Bound(int requests);

    /// <summary>A request arrives.</summary>
    public ResponseInfo Arrive(TimeSpan now)
    {
        var wait = Take(now);
        (Taken, Refused) = wait is null ? (Taken + 1, Refused) : (Taken, Refused + 1);
        var resetAfter = ToMilliseconds(ResetAfter(now));
        var headers = new LimitHeaders(Limit, Remaining(now), ToMilliseconds(_epoch + ClockStep + now + ResetAfter(now)), resetAfter, Hash);
        return wait is { } retryAfter
            ? new ResponseInfo(429, default, headers, new RateLimitHit(LimitScope.User, ToMilliseconds(retryAfter)))
            : new ResponseInfo(204, default, headers);
    }

    /// <summary>Null when the request is taken, else the time until one would be.</summary>
    protected abstract TimeSpan? Take(TimeSpan now);

    protected abstract TimeSpan ResetAfter(TimeSpan now);

    protected abstract int Remaining(TimeSpan now);

    private static TimeSpan ToMilliseconds(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Round(time.TotalMilliseconds));
}

/// <summary>So many requests in a window that begins with the first and ends as a whole.</summary>
internal sealed class FixedModel(int limit, TimeSpan window) : ModelBucket(limit, window)
{
    private TimeSpan _ends = TimeSpan.MinValue;
    private int _used;

    public override TimeSpan Bound(int requests) => (((requests + Limit - 1) / Limit) - 1) * Window;

    protected override TimeSpan? Take(TimeSpan now)
    {
        if (now >= _ends)
        {
            (_ends, _used) = (now + Window, 0);
        }

        if (_used >= Limit)
        {
            return _ends - now;
        }

        _used++;
        return null;
    }

    protected override TimeSpan ResetAfter(TimeSpan now) => _ends - now;

    protected override int Remaining(TimeSpan now) => Math.Max(0, Limit - _used);
}

/// <summary>A leaky bucket that gives one request back every window / limit.</summary>
internal sealed class SlidingModel(int limit, TimeSpan window) : ModelBucket(limit, window)
{
    private TimeSpan _fullAt;

    private TimeSpan StepTime => Window / Limit;

    public override TimeSpan Bound(int requests) => Math.Max(0, requests - Limit) * StepTime;

    protected override TimeSpan? Take(TimeSpan now)
    {
        var from = _fullAt > now ? _fullAt : now;
        var tooFar = from - now - ((Limit - 1) * StepTime);
        if (tooFar > TimeSpan.Zero)
        {
            return tooFar;
        }

        _fullAt = from + StepTime;
        return null;
    }

    protected override TimeSpan ResetAfter(TimeSpan now) => _fullAt > now ? _fullAt - now : TimeSpan.Zero;

    protected override int Remaining(TimeSpan now) => Math.Max(0, Limit - (int)Math.Ceiling(ResetAfter(now) / StepTime));
}

/// <summary>A route without a limit of its own.</summary>
internal sealed class UnlimitedModel() : ModelBucket(1_000_000, TimeSpan.FromMilliseconds(1))
{
    public override TimeSpan Bound(int requests) => TimeSpan.Zero;

    protected override TimeSpan? Take(TimeSpan now) => null;

    protected override TimeSpan ResetAfter(TimeSpan now) => TimeSpan.Zero;

    protected override int Remaining(TimeSpan now) => Limit;
}

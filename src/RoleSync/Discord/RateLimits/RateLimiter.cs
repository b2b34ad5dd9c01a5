using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// Lets requests out as fast as Discord's limits allow and no faster: each in its bucket, all within the global pace, guilds in turn.
/// One lock, one timer that is set to the next moment at which somebody may go. Time is monotonic; no clock of Discord's or ours is compared.
/// </summary>
internal sealed partial class RateLimiter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ILogger<RateLimiter> _logger;
    private readonly ITimer _timer;
    private readonly TimeSpan _guard;
    private readonly long _start;
    private readonly Dictionary<RouteKey, BucketQueue> _queues = [];
    private readonly List<BucketQueue> _waiting = [];
    private readonly Dictionary<GuildId, long> _turns = [];
    private readonly GlobalPace _pace;
    private readonly Halts _halts;
    private readonly ExcessLog _excesses;
    private long _arrivals;
    private long _turn;

    public RateLimiter(IOptions<DiscordOptions> options, TimeProvider time, ILogger<RateLimiter> logger)
    {
        _time = time;
        _logger = logger;
        _guard = options.Value.LimitGuard;
        _pace = new GlobalPace(options.Value.GlobalRequests, options.Value.GlobalWindow);
        _halts = new Halts(logger);
        _excesses = new ExcessLog(logger);
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static limiter => ((RateLimiter)limiter!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Time since the limiter was made.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Why nothing is sent to anybody; null while requests are sent.</summary>
    public string? HaltedBecause
    {
        get
        {
            lock (_gate)
            {
                return _halts.Why(null, Now);
            }
        }
    }

    /// <summary>Waits for the right to send one request.</summary>
    /// <param name="key">Where to.</param>
    /// <param name="lane">Who goes first.</param>
    /// <param name="deadline">By <see cref="Now"/>: when the turn comes later than that, the answer is <c>Limited</c>, as soon as that is certain.</param>
    /// <param name="ct">Gives up waiting.</param>
    public Task<Admission> AcquireAsync(RouteKey key, Lane lane, TimeSpan deadline, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = Now;
            if (_halts.Why(key.Guild, now) is { } why)
            {
                return Task.FromResult<Admission>(new Admission.Halted(why));
            }

            var queue = Queue(key);
            var waiter = new Waiter(lane, deadline, _arrivals++);
            queue.Add(waiter);
            if (queue.Waiting == 1)
            {
                _waiting.Add(queue);
            }

            Dispatch(now);
            if (!waiter.Task.IsCompleted)
            {
                waiter.Cancellation = ct.UnsafeRegister((_, token) => Cancel(queue, waiter, token), null);
            }

            return waiter.Task;
        }
    }

    /// <summary>The limits as they stand.</summary>
    public RateLimitSnapshot Snapshot()
    {
        lock (_gate)
        {
            var now = Now;
            var pace = new GlobalPaceSnapshot(_pace.Requests, _pace.Window, _pace.InWindow(now), After(_pace.BlockedUntil, now));
            return new RateLimitSnapshot(
                [.. _queues.Values.Select(queue => Snapshot(queue, now))],
                pace,
                _halts.InvalidAnswers(now),
                _excesses.Counts(),
                _halts.Why(null, now),
                _halts.Guilds(now));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    internal void Answered(BucketQueue queue, TimeSpan sentAt, in Reply reply)
    {
        lock (_gate)
        {
            var bucket = queue.Bucket;
            bucket.Answered(reply.Limits, sentAt, reply.ReceivedAt, reply.Excess is not null);
            if (reply.Excess is { } excess)
            {
                Close(queue, reply, excess);
            }

            WarnWhenNearlyDrained(queue, reply);
            _halts.Answered(queue, reply);
            if (reply.Status is 401 or 403 or 429)
            {
                HaltWaiters(Now);
            }

            Dispatch(Now);
        }
    }

    internal void Lost(BucketQueue queue)
    {
        lock (_gate)
        {
            var now = Now;
            queue.Bucket.Lost(now);
            Dispatch(now);
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            var now = Now;
            HaltWaiters(now);
            Dispatch(now);
        }
    }

    /// <summary>Lets everybody go who may go now, sends away who would have to wait too long, and sets the timer for the next one.</summary>
    private void Dispatch(TimeSpan now)
    {
        while (Next(now) is { } queue)
        {
            Grant(queue, now);
        }

        var wakeAt = TimeSpan.MaxValue;
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            var queue = _waiting[i];
            queue.DismissLate(now, _pace.OpensAt(Lane.Interactive));
            if (queue.Waiting == 0)
            {
                _waiting.RemoveAt(i);
                continue;
            }

            var opens = OpensAt(queue, now);
            var deadline = queue.EarliestDeadline();
            wakeAt = Min(wakeAt, opens < deadline ? opens : deadline);
        }

        _timer.Change(DueIn(wakeAt, now), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The open bucket whose turn it is: interactive work first, then the guild that has waited longest since its last turn.</summary>
    private BucketQueue? Next(TimeSpan now)
    {
        BucketQueue? next = null;
        foreach (var queue in _waiting)
        {
            if (queue.Waiting > 0 && (next is null || IsBefore(queue, next)) && OpensAt(queue, now) <= now)
            {
                next = queue;
            }
        }

        return next;
    }

    private bool IsBefore(BucketQueue queue, BucketQueue other) =>
        (queue.First.Lane == Lane.Interactive ? 0 : 1, LastTurn(queue), queue.First.Arrival)
            .CompareTo((other.First.Lane == Lane.Interactive ? 0 : 1, LastTurn(other), other.First.Arrival)) < 0;

    private long LastTurn(BucketQueue queue) => _turns.GetValueOrDefault(queue.Key.Guild ?? default);

    private void Grant(BucketQueue queue, TimeSpan now)
    {
        var waiter = queue.First;
        queue.Remove(waiter);
        queue.Bucket.Sent();
        _pace.Sent(now);
        _turns[queue.Key.Guild ?? default] = ++_turn;
        waiter.Answer(new Admission.Granted(new Permit(this, queue, now)));
    }

    private TimeSpan OpensAt(BucketQueue queue, TimeSpan now)
    {
        var bucket = queue.Bucket.OpensAt(now);
        var pace = _pace.OpensAt(queue.First.Lane);
        return bucket > pace ? bucket : pace;
    }

    private void Close(BucketQueue queue, in Reply reply, Excess excess)
    {
        var wait = Backoff.For(excess, queue.Bucket.Strikes) + _guard;
        var until = reply.ReceivedAt + wait;
        _excesses.Add(queue.Key, excess.Scope, wait);
        if (excess.Scope is LimitScope.Global or LimitScope.Cloudflare)
        {
            _pace.Block(until);
            return;
        }

        queue.Bucket.Block(until);
        if (excess.Scope == LimitScope.User && reply.Limits is not { Remaining: > 0 })
        {
            queue.Bucket.Surprised();
        }
    }

    private void HaltWaiters(TimeSpan now)
    {
        foreach (var queue in _waiting)
        {
            if (_halts.Why(queue.Key.Guild, now) is { } why)
            {
                queue.HaltAll(why);
            }
        }
    }

    private void Cancel(BucketQueue queue, Waiter waiter, CancellationToken ct)
    {
        lock (_gate)
        {
            if (queue.Remove(waiter))
            {
                waiter.Cancel(ct);
                Dispatch(Now);
            }
        }
    }

    private BucketQueue Queue(RouteKey key)
    {
        if (!_queues.TryGetValue(key, out var queue))
        {
            _queues.Add(key, queue = new BucketQueue(key, _guard));
        }

        return queue;
    }
}

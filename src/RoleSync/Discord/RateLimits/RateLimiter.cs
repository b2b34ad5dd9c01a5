using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Discord.Options;
using RoleSync.Discord.RateLimits.Windows;

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
    private readonly GlobalPace _pace;
    private readonly FairDispatch _turns;
    private readonly SendBlocks _halts;
    private readonly RateLimitHitLog _excesses;
    private long _arrivals;

    public RateLimiter(IOptions<DiscordOptions> options, TimeProvider time, ILogger<RateLimiter> logger)
    {
        _time = time;
        _logger = logger;
        _guard = options.Value.LimitGuard;
        _pace = new GlobalPace(options.Value.GlobalRequests, options.Value.GlobalSecond);
        _halts = new SendBlocks(logger);
        _turns = new FairDispatch(_pace, _halts);
        _excesses = new RateLimitHitLog(logger);
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static limiter => ((RateLimiter)limiter!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Time since the limiter was made.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Waits for the right to send one request.</summary>
    /// <param name="key">Where to.</param>
    /// <param name="lane">Who goes first.</param>
    /// <param name="deadline">By <see cref="Now"/>: when the turn comes later than that, the answer is <c>Limited</c>, as soon as that is certain.</param>
    /// <param name="ct">Gives up waiting.</param>
    public Task<Admission> AcquireAsync(RouteKey key, RequestPriority lane, TimeSpan deadline, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = Now;
            if (_halts.Why(key, now) is { } halt)
            {
                return Task.FromResult<Admission>(new Admission.Halted(halt));
            }

            var queue = Queue(key);
            var waiter = new Waiter(lane, deadline, _arrivals++);
            _turns.Add(queue, waiter);
            Dispatch(now);
            if (!waiter.Task.IsCompleted)
            {
                waiter.Cancellation = ct.UnsafeRegister((_, token) => Cancel(queue, waiter, token), null);
            }

            return waiter.Task;
        }
    }

    /// <summary>How long a request to there would have to wait for its bucket; zero for not at all, or when nothing is known.</summary>
    public TimeSpan OpensIn(RouteKey key)
    {
        lock (_gate)
        {
            var now = Now;
            return _queues.TryGetValue(key, out var queue) ? After(queue.Bucket.Estimate(now, queue.Waiting), now) : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// How many requests have to be under way at once so that the bucket, and not the network, is what slows their sender down. One where
    /// answers come faster than the bucket opens; more would only be repeated after a crash.
    /// </summary>
    /// <param name="key">The bucket.</param>
    /// <param name="roundTrips">How many answers the sender waits for per request of this bucket.</param>
    /// <param name="left">
    /// Requests that the sender still has in all; null when that is not known. The last ones, that one window takes, are slowed down by nothing
    /// but the network: they go as wide as the bucket allows.
    /// </param>
    public int UsefulAtOnce(RouteKey key, int roundTrips, int? left)
    {
        lock (_gate)
        {
            if (!_queues.TryGetValue(key, out var queue) || queue.Bucket.Spacing is not { } spacing || spacing <= TimeSpan.Zero)
            {
                return 1;
            }

            return left <= queue.Bucket.Limit
                ? Bucket.MostInFlight
                : Math.Clamp(1 + (int)(roundTrips * queue.Bucket.Latency / spacing), 1, Bucket.MostInFlight);
        }
    }

    /// <summary>The limits as they stand.</summary>
    public RateLimitSnapshot Snapshot()
    {
        lock (_gate)
        {
            var now = Now;
            var pace = new GlobalPaceSnapshot(_pace.Requests, _pace.Second, _pace.Count(now), After(_pace.BlockedUntil, now));
            return new RateLimitSnapshot(
                [.. _queues.Values.Where(queue => queue.Key.IsOfBot).Select(queue => Snapshot(queue, now))],
                pace,
                _halts.InvalidAnswers(now),
                _excesses.Counts(),
                _halts.Why(null, now),
                _pace.LongBlock(now),
                _halts.Guilds(now));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    internal void Answered(BucketQueue queue, TimeSpan sentAt, in ResponseInfo reply)
    {
        lock (_gate)
        {
            var bucket = queue.Bucket;
            if (queue.Key.IsOfBot)
            {
                _pace.Answered(sentAt, Now);
            }

            bucket.Answered(reply.Limits, sentAt, reply.ReceivedAt, reply.Excess);
            if (reply.Excess is { } excess)
            {
                Close(queue, reply, excess);
            }

            WarnWhenNearlyDrained(queue, reply);
            _halts.Answered(queue, sentAt, reply);
            if (reply.Status is 401 or 403 or 429)
            {
                _turns.HaltAll(Now);
            }

            Dispatch(Now);
        }
    }

    internal void Lost(BucketQueue queue, TimeSpan sentAt)
    {
        lock (_gate)
        {
            var now = Now;
            if (queue.Key.IsOfBot)
            {
                _pace.Lost(sentAt, now);
            }

            queue.Bucket.Lost(now);
            _halts.Lost(queue.Key, sentAt, now);
            Dispatch(now);
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            var now = Now;
            _turns.HaltAll(now);
            Dispatch(now);
        }
    }

    /// <summary>Lets everybody go who may go now, sends away who would have to wait too long, and sets the timer for the next one.</summary>
    private void Dispatch(TimeSpan now)
    {
        while (_turns.Next(now) is { } queue)
        {
            var waiter = _turns.Take(queue);
            queue.Bucket.Sent();
            queue.LastUse = now;
            _halts.Sent(queue.Key);
            if (queue.Key.IsOfBot)
            {
                _pace.Sent(waiter.Lane, now);
            }

            waiter.Answer(new Admission.Granted(new Permit(this, queue, now)));
        }

        _timer.Change(DueIn(_turns.Sweep(now), now), Timeout.InfiniteTimeSpan);
    }

    private void Close(BucketQueue queue, in ResponseInfo reply, RateLimitHit excess)
    {
        var isOfAll = excess.Scope is LimitScope.Global or LimitScope.Cloudflare;
        var wait = Backoff.For(excess, queue.Bucket.Strikes, isOfAll ? null : queue.Bucket.Reach) + _guard;
        var until = reply.ReceivedAt + wait;
        _excesses.Add(queue.Key, excess.Scope, wait);
        if (isOfAll)
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
            Forget(Now);
            _queues.Add(key, queue = new BucketQueue(key, _guard) { LastUse = Now });
        }

        return queue;
    }
}

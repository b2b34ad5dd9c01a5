using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Waiting;
using RoleSync.Discord.Options;
using RoleSync.Discord.RateLimits.Blocks;
using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// Gives permits to send requests, as fast as Discord's <see href="https://discord.com/developers/docs/topics/rate-limits">rate limits</see>
/// allow and no faster. Whoever wants to send a request waits for a permit, sends it, and reports the response to the permit.
/// </summary>
/// <remarks>
/// <para>Three things decide when a request may go:</para>
/// <para>
/// Its bucket. Discord counts the requests of one method and route in one guild together. Each response tells in its X-RateLimit headers how many
/// more the bucket takes, and when it takes all of them again. A bucket of which nothing is known gets one request, whose response tells.
/// </para>
/// <para>
/// The global limit. All requests that carry the bot's token may be 50 a second, and no header tells how many are left: they are counted here.
/// </para>
/// <para>
/// Its turn. Requests that a person waits for go before those of a run; among equals, the guild goes first whose last request is longest ago.
/// </para>
/// <para>
/// Besides, nothing is sent where a block stands: after a 401 (the token is refused), after ten 403 in a row of one route (the guild refuses
/// everything), and after 500 refused requests within ten minutes, which is far below the number at which Discord bans the address.
/// </para>
/// <para>
/// One lock guards everything and is held for calculations only; nobody waits within it. One timer is set to the next moment at which a waiting
/// request may go. Moments are the time since the limiter was made, by a monotonic clock: Discord's clock and this machine's are never compared.
/// </para>
/// </remarks>
internal sealed class RateLimiter : IPermitIssuer, IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;

    /// <summary>Added to each wait that Discord asks for: its clock and the network are not exact.</summary>
    private readonly TimeSpan _margin;

    private readonly BucketTable _buckets;
    private readonly GlobalLimit _globalLimit;
    private readonly SendBlocks _blocks;
    private readonly FairDispatch _waiting;
    private readonly RateLimitLog _log;
    private long _arrivals;

    public RateLimiter(IOptions<DiscordOptions> options, TimeProvider time, ILogger<RateLimiter> logger)
    {
        _time = time;
        _start = time.GetTimestamp();
        _margin = options.Value.LimitGuard;
        _buckets = new BucketTable(_margin);
        _globalLimit = new GlobalLimit(options.Value.GlobalRequests, options.Value.GlobalSecond);
        _blocks = new SendBlocks(logger);
        _waiting = new FairDispatch(_globalLimit, _blocks);
        _log = new RateLimitLog(logger);
        _timer = time.CreateTimer(static limiter => ((RateLimiter)limiter!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Time since the limiter was made.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Why nothing is sent to any guild; null while requests are sent.</summary>
    public BlockReason? Block => Read(now => _blocks.Why(null, now));

    /// <summary>Completes when Discord refuses the token; is complete while it does.</summary>
    public Task TokenRefused => Read(_ => _blocks.TokenRefused);

    /// <summary>Completes when Discord accepts a refused token again; is complete while the token is good.</summary>
    public Task TokenAccepted => Read(_ => _blocks.TokenAccepted);

    /// <summary>Time until a refused token is tried again, zero for now; null while it is good.</summary>
    public TimeSpan? TokenRetriesIn => Read(now => _blocks.TokenRetriesAt is { } retriesAt ? Until(retriesAt, now) : (TimeSpan?)null);

    /// <summary>Waits for a permit to send one request.</summary>
    /// <param name="key">Where to: method, route and guild.</param>
    /// <param name="priority">Who goes first where several wait.</param>
    /// <param name="deadline">
    /// By <see cref="Now"/>; <see cref="TimeSpan.MaxValue"/> for never. When the turn comes later than that, the answer is
    /// <see cref="Admission.Limited"/>, as soon as that is certain.
    /// </param>
    /// <param name="ct">Gives up waiting.</param>
    public Task<Admission> AcquireAsync(RouteKey key, RequestPriority priority, TimeSpan deadline, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = Now;
            if (_blocks.Why(key, now) is { } block)
            {
                return Task.FromResult<Admission>(new Admission.Blocked(block));
            }

            var queue = _buckets.Find(key) ?? AddBucket(key, now);
            var waiter = new Waiter(priority, deadline, _arrivals++);
            _waiting.Add(queue, waiter);
            GivePermits(now);
            if (!waiter.Task.IsCompleted)
            {
                waiter.Cancellation = ct.UnsafeRegister((_, token) => Cancel(queue, waiter, token), null);
            }

            return waiter.Task;
        }
    }

    /// <summary>How long a request would have to wait for its bucket alone; zero for not at all, or when nothing is known of the bucket.</summary>
    public TimeSpan OpensIn(RouteKey key) =>
        Read(now => _buckets.Find(key) is { } queue ? Until(queue.Bucket.Estimate(now, queue.Waiting), now) : TimeSpan.Zero);

    /// <summary>
    /// How many requests have to be in flight at once so that the bucket, and not the network, is what slows their sender down: 1 where responses come
    /// faster than the bucket gives requests back. More than that would only be sent again after a crash.
    /// </summary>
    /// <param name="key">The bucket.</param>
    /// <param name="roundTrips">How many responses the sender waits for per request of this bucket.</param>
    /// <param name="left">
    /// Requests that the sender still has in all; null when that is not known. The last ones, so few that one window takes them, are slowed down by
    /// nothing but the network: as many of them go at once as the bucket allows.
    /// </param>
    public int UsefulConcurrency(RouteKey key, int roundTrips, int? left) =>
        Read(_ => _buckets.Find(key)?.Bucket.UsefulConcurrency(roundTrips, left) ?? 1);

    /// <summary>Somebody wants the guild tried now, although it is blocked because it refused everything.</summary>
    /// <returns>True when it was blocked.</returns>
    public bool RetryNow(GuildId guild) => Read(now => _blocks.RetryNow(guild, now));

    /// <summary>The limits as they stand.</summary>
    public RateLimitSnapshot Snapshot() => Read(now => new RateLimitSnapshot(
        [.. _buckets.All.Where(queue => queue.Key.IsOfBot).Select(queue => queue.Snapshot(now))],
        new GlobalLimitSnapshot(_globalLimit.Requests, _globalLimit.Second, _globalLimit.Count(now), Until(_globalLimit.BlockedUntil, now)),
        _blocks.InvalidAnswers(now),
        _log.Counts(),
        _blocks.Why(null, now),
        _globalLimit.LongBlock(now),
        _blocks.Guilds(now)));

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <inheritdoc/>
    void IPermitIssuer.OnResponse(BucketQueue queue, TimeSpan sentAt, in ResponseInfo response)
    {
        lock (_gate)
        {
            if (queue.Key.IsOfBot)
            {
                _globalLimit.OnResponse(sentAt, Now);
            }

            queue.Bucket.OnResponse(response.Limits, sentAt, response.ReceivedAt, response.Hit);
            if (response.Hit is { } hit)
            {
                CloseAfter(hit, queue, response);
            }

            _log.WarnWhenNearlyDrained(queue, response);
            _blocks.OnResponse(queue, sentAt, response);
            if (response.Status is 401 or 403 or 429)
            {
                _waiting.RefuseBlocked(Now);
            }

            GivePermits(Now);
        }
    }

    /// <inheritdoc/>
    void IPermitIssuer.OnLost(BucketQueue queue, TimeSpan sentAt)
    {
        lock (_gate)
        {
            var now = Now;
            if (queue.Key.IsOfBot)
            {
                _globalLimit.OnLost(sentAt, now);
            }

            queue.Bucket.OnLost(now);
            _blocks.OnLost(queue.Key, sentAt, now);
            GivePermits(now);
        }
    }

    /// <summary>Closes what a 429 speaks of, everything or the one bucket, for as long as it asks for.</summary>
    private void CloseAfter(RateLimitHit hit, BucketQueue queue, in ResponseInfo response)
    {
        var isGlobal = hit.Scope is LimitScope.Global or LimitScope.Cloudflare;
        var wait = Backoff.For(hit, queue.Bucket.ConsecutiveHits, isGlobal ? null : queue.Bucket.LongestBelievedWait) + _margin;
        var until = response.ReceivedAt + wait;
        _log.Add(queue.Key, hit.Scope, wait);
        if (isGlobal)
        {
            _globalLimit.Block(until);
            return;
        }

        queue.Bucket.Block(until);
        if (hit.Scope == LimitScope.User && response.Limits is not { Remaining: > 0 })
        {
            queue.Bucket.OnUnforeseenHit();
        }
    }

    /// <summary>Gives a permit to every request that may go now, an answer to each whose turn comes too late for it, and sets the timer for the next one.</summary>
    private void GivePermits(TimeSpan now)
    {
        while (_waiting.Next(now) is { } queue)
        {
            var waiter = _waiting.Take(queue);
            queue.Bucket.OnSent();
            queue.LastUse = now;
            _blocks.OnSent(queue.Key);
            if (queue.Key.IsOfBot)
            {
                _globalLimit.OnSent(waiter.Priority, now);
            }

            waiter.Complete(new Admission.Granted(new Permit(this, queue, now)));
        }

        _timer.Change(DueIn(_waiting.Sweep(now), now), Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            var now = Now;
            _waiting.RefuseBlocked(now);
            GivePermits(now);
        }
    }

    private void Cancel(BucketQueue queue, Waiter waiter, CancellationToken ct)
    {
        lock (_gate)
        {
            if (queue.Remove(waiter))
            {
                waiter.Cancel(ct);
                GivePermits(Now);
            }
        }
    }

    private BucketQueue AddBucket(RouteKey key, TimeSpan now)
    {
        foreach (var guild in _buckets.ForgetUnused(now))
        {
            _waiting.Forget(guild);
        }

        return _buckets.Add(key, now);
    }

    private T Read<T>(Func<TimeSpan, T> read)
    {
        lock (_gate)
        {
            return read(Now);
        }
    }

    /// <summary>Timers count whole milliseconds and drop the rest: rounded up, they never ring before the moment they were set for.</summary>
    private static TimeSpan DueIn(TimeSpan at, TimeSpan now) =>
        at == TimeSpan.MaxValue
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling((at - now).TotalMilliseconds), 1, TimeSpan.FromDays(1).TotalMilliseconds));

    private static TimeSpan Until(TimeSpan at, TimeSpan now) => at > now ? at - now : TimeSpan.Zero;
}

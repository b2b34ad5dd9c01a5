using Microsoft.Extensions.Options;
using RoleSync.Core.Waiting;

namespace RoleSync.Ethos.Http;

/// <summary>
/// Keeps this process within its calls a minute, in any rolling minute, and silent while Ethos asks for it. Whoever waits for a turn gets it
/// in the order of coming, calls that people wait for ahead of all calls of runs, and among these the runs of people ahead of scheduled ones.
/// Ethos publishes no limit; 200 a minute is what its <c>RateLimit-Policy</c> header said to others.
/// </summary>
internal sealed class EthosPace : IDisposable
{
    /// <summary>A longer silence is not waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock;
    private readonly int _limit;
    private readonly int _bulkLimit;
    private readonly Lock _gate = new();
    private readonly Queue<long> _sent = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private readonly ITimer _timer;
    private long _heldFrom;
    private TimeSpan _held;

    public EthosPace(IOptions<EthosOptions> options, TimeProvider clock)
    {
        _clock = clock;
        _limit = Math.Max(1, options.Value.CallsPerMinute);
        _bulkLimit = _limit - (_limit / 20);
        _timer = clock.CreateTimer(static pace => ((EthosPace)pace!).Dispatch(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for a turn and takes it; false, at once, when Ethos asked for a silence longer than <see cref="Patience"/>.</summary>
    /// <param name="urgency">Who goes first; it may rise meanwhile. One turn in twenty is kept for calls that people wait for.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<bool> WaitAsync(CallUrgency urgency, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var waiter = new Waiter(urgency, new TaskCompletionSource<bool>());
        lock (_gate)
        {
            _waiters.AddLast(waiter);
        }

        Dispatch();
        await using var registration = ct.UnsafeRegister((_, token) => GiveUp(waiter, token), null);
        return await waiter.Turn.Task;
    }

    /// <summary>Sends nothing for so long from now on; a shorter silence does not end a longer one.</summary>
    public void Hold(TimeSpan? pause)
    {
        if (pause is not { } silence || silence <= TimeSpan.Zero)
        {
            return;
        }

        lock (_gate)
        {
            if (silence > Remaining())
            {
                _heldFrom = _clock.GetTimestamp();
                _held = silence;
            }
        }

        Dispatch();
    }

    /// <summary>For how long Ethos has asked not to be called at all; zero when calls are sent.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_gate)
            {
                return Remaining() is var silence && silence > TimeSpan.Zero ? silence : TimeSpan.Zero;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Gives the turns that there are, and sets the timer to the next one.</summary>
    private void Dispatch()
    {
        List<(Waiter Waiter, bool HasTurn)> told = [];
        lock (_gate)
        {
            var silence = Remaining();
            if (silence <= TimeSpan.Zero)
            {
                Take(told);
            }
            else if (silence > Patience)
            {
                told.AddRange(_waiters.Select(waiter => (waiter, false)));
                _waiters.Clear();
            }

            _timer.Change(NextIn(silence), Timeout.InfiniteTimeSpan);
        }

        // Outside the lock, as whoever waited goes on at once.
        foreach (var (waiter, hasTurn) in told)
        {
            waiter.Turn.SetResult(hasTurn);
        }
    }

    private void Take(List<(Waiter Waiter, bool HasTurn)> told)
    {
        while (_sent.TryPeek(out var oldest) && _clock.GetElapsedTime(oldest) >= _window)
        {
            _sent.Dequeue();
        }

        while (Next() is { } next && _sent.Count < LimitOf(next))
        {
            _waiters.Remove(next);
            _sent.Enqueue(_clock.GetTimestamp());
            told.Add((next, true));
        }
    }

    /// <summary>Who has the next turn: the first to come of the highest priority.</summary>
    private Waiter? Next()
    {
        Waiter? next = null;
        foreach (var waiter in _waiters)
        {
            next = next is null || waiter.Urgency.Priority > next.Urgency.Priority ? waiter : next;
            if (next.Urgency.Priority == RequestPriority.Interactive)
            {
                break;
            }
        }

        return next;
    }

    private int LimitOf(Waiter waiter) => waiter.Urgency.Priority == RequestPriority.Interactive ? _limit : _bulkLimit;

    /// <summary>When the first of those who wait may have a turn.</summary>
    private TimeSpan NextIn(TimeSpan silence)
    {
        if (Next() is not { } next)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var limit = LimitOf(next);

        // Calls that people waited for may have filled more than the bulk's share: then more than the oldest one has to pass.
        var wait = silence > TimeSpan.Zero || _sent.Count < limit ? silence : _window - _clock.GetElapsedTime(_sent.ElementAt(_sent.Count - limit));

        // One more millisecond: a timer counts in whole ones, and one that came early would spin.
        return (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) + TimeSpan.FromMilliseconds(1);
    }

    private void GiveUp(Waiter waiter, CancellationToken ct)
    {
        bool isWaiting;
        lock (_gate)
        {
            isWaiting = _waiters.Remove(waiter);
        }

        if (isWaiting)
        {
            waiter.Turn.SetCanceled(ct);
        }
    }

    private TimeSpan Remaining() => _held == TimeSpan.Zero ? TimeSpan.Zero : _held - _clock.GetElapsedTime(_heldFrom);

    private sealed class Waiter(CallUrgency urgency, TaskCompletionSource<bool> turn)
    {
        public CallUrgency Urgency => urgency;

        public TaskCompletionSource<bool> Turn => turn;
    }
}

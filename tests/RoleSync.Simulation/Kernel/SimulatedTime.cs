namespace RoleSync.Simulation.Kernel;

/// <summary>
/// The one clock of a simulation. It stands still while anything can run, and leaps to the next timer when nothing can. Timers that are due at
/// the same moment fire in an order that the seed decides.
/// </summary>
internal sealed class SimulatedTime(ulong seed) : TimeProvider
{
    /// <summary>Where every history begins: noon, so that the nightly run is half a day away.</summary>
    public static readonly DateTimeOffset Beginning = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<(VirtualTimer Timer, int Version), (long Due, ulong Order)> _queue = new();
    private readonly SeededRandom _chance = new(seed);
    private long _now;

    /// <summary>Since the beginning.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(_now);

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers have fired.</summary>
    public long Fired { get; private set; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Beginning + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => _now;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Leaps to the next timer and fires it.</summary>
    /// <returns>False where there is none: nothing will ever happen any more.</returns>
    public bool FireNext()
    {
        while (_queue.TryDequeue(out var entry, out var key))
        {
            if (entry.Timer.Version == entry.Version)
            {
                _now = Math.Max(_now, key.Due);
                Fired++;
                entry.Timer.Fire();
                return true;
            }
        }

        return false;
    }

    private void Enqueue(VirtualTimer timer, TimeSpan after)
    {
        // As System.Threading.Timer: whole milliseconds, and never before.
        var ticks = (after.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond;
        _queue.Enqueue((timer, timer.Version), (_now + ticks, _chance.Next()));
    }

    private sealed class VirtualTimer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private bool _isOver;

        public int Version { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_isOver)
            {
                return false;
            }

            Version++;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                time.Enqueue(this, dueTime);
            }

            return true;
        }

        public void Fire()
        {
            Version++;
            if (_period > TimeSpan.Zero)
            {
                time.Enqueue(this, _period);
            }

            callback(state);
        }

        public void Dispose()
        {
            Version++;
            _isOver = true;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

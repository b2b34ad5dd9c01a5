namespace RoleSync.Testing.Time;

/// <summary>
/// A clock that jumps from one event to the next: a thousand seconds of requests take milliseconds, and every run is the same.
/// FakeTimeProvider moves to the end of an advance before it rings its timers, so it cannot tell when they would have rung.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _events = new();
    private long _order;

    public TimeSpan Now { get; private set; }

    /// <summary>How far the wall clock was set off; timestamps do not care.</summary>
    public TimeSpan WallClockStep { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(56) + WallClockStep + Now;

    public void In(TimeSpan delay, Action happens) => _events.Enqueue(happens, (Now + delay, _order++));

    /// <summary>Goes on to the next event; false when there is none.</summary>
    public bool Step()
    {
        if (!_events.TryDequeue(out var happens, out var due))
        {
            return false;
        }

        Now = due.At;
        happens();
        return true;
    }

    /// <summary>Lets everything happen that is due within the time.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Now + by;
        while (_events.TryPeek(out _, out var due) && due.At <= end)
        {
            Step();
        }

        Now = end;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(VirtualTime time, Action rings) : ITimer
    {
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                // As the real timers do: whole milliseconds.
                time.In(TimeSpan.FromMilliseconds(Math.Floor(dueTime.TotalMilliseconds)), () =>
                {
                    if (setting == _setting)
                    {
                        rings();
                    }
                });
            }

            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

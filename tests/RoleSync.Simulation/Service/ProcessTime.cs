using RoleSync.Simulation.Kernel;

namespace RoleSync.Simulation.Service;

/// <summary>The clock of one process: it can be set, its count cannot; its timers fire only while it runs.</summary>
internal sealed class ProcessTime(Process process, SimulatedTime world) : TimeProvider
{
    /// <summary>How far the clock is ahead of the world's.</summary>
    public TimeSpan Offset { get; set; }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => world.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => world.GetUtcNow() + Offset;

    public override long GetTimestamp() => world.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        world.CreateTimer(_ => process.Enter(() => callback(state)), null, dueTime, period);
}

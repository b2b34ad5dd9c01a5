using RoleSync.Simulation.Playing;

namespace RoleSync.Simulation.Histories;

/// <summary>The process dies at the await that is so many away, and is started again after a while.</summary>
internal sealed record Crashes(TimeSpan At, int Process, int Passes, TimeSpan DownFor) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        scenario.CrashAfter(Process, Passes, DownFor);
        return Task.FromResult($"process {Process} is to die {Passes} awaits from now");
    }
}

/// <summary>The process stands still at the await that is so many away, and goes on later.</summary>
internal sealed record Freezes(TimeSpan At, int Process, int Passes, TimeSpan For) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        scenario.FreezeAfter(Process, Passes, For);
        return Task.FromResult($"process {Process} is to freeze {Passes} awaits from now, for {For:c}");
    }
}

/// <summary>The service is stopped as a deployment does, and started again.</summary>
internal sealed record Restarts(TimeSpan At, int Process, TimeSpan DownFor) : HistoryEvent(At)
{
    public override async Task<string> PlayAsync(SimulatedRun scenario)
    {
        await scenario.RestartAsync(Process, DownFor);
        return $"process {Process} has been restarted";
    }
}

/// <summary>The clock of a machine is set.</summary>
internal sealed record ClockIsSet(TimeSpan At, int Process, TimeSpan By) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        scenario.SetClock(Process, By);
        return Task.FromResult($"the clock of process {Process} is set by {By:c}");
    }
}

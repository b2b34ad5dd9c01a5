using RoleSync.Core.Runs;

namespace RoleSync.Core.Tests.Runs;

public sealed class RunTransitionsTests
{
    [Theory]
    [InlineData(RunPhase.Planning, "Held, Applying, Completed, Stopped, Failed")]
    [InlineData(RunPhase.Queued, "Applying, Stopped")]
    [InlineData(RunPhase.Held, "Queued, Applying, Stopped")]
    [InlineData(RunPhase.Applying, "Waiting, Completed, Stopped, Failed")]
    [InlineData(RunPhase.Waiting, "Applying, Stopped")]
    [InlineData(RunPhase.Completed, "")]
    [InlineData(RunPhase.Stopped, "Applying")]
    [InlineData(RunPhase.Failed, "")]
    public void A_run_with_a_plan_goes_only_here(RunPhase from, string to) =>
        Assert.Equal(to, string.Join(", ", Enum.GetValues<RunPhase>().Where(phase => RunTransitions.IsLegal(from, phase, planIsComplete: true))));

    [Theory]
    [InlineData(RunPhase.Queued, "Planning, Stopped")]
    [InlineData(RunPhase.Planning, "Stopped, Failed")]
    [InlineData(RunPhase.Stopped, "")]
    public void A_run_without_a_complete_plan_writes_nothing(RunPhase from, string to) =>
        Assert.Equal(to, string.Join(", ", Enum.GetValues<RunPhase>().Where(phase => RunTransitions.IsLegal(from, phase, planIsComplete: false))));

    [Fact]
    public void Phases_are_active_running_or_final()
    {
        Assert.Equal([RunPhase.Queued, RunPhase.Planning, RunPhase.Held, RunPhase.Applying], Enum.GetValues<RunPhase>().Where(phase => phase.IsActive()));
        Assert.Equal([RunPhase.Queued, RunPhase.Planning, RunPhase.Applying], Enum.GetValues<RunPhase>().Where(phase => phase.IsRunning()));
        Assert.Equal([RunPhase.Completed, RunPhase.Failed], Enum.GetValues<RunPhase>().Where(phase => phase.IsFinal()));
    }
}

using RoleSync.Core.Runs;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Scheduling;

/// <summary>The clock of the machine is set while a run is under way.</summary>
public sealed class ClockStepTests
{
    [Theory]
    [InlineData("DELETE /guilds/*/members/*/roles/*", -25)]
    [InlineData("DELETE /guilds/*/members/*/roles/*", 25)]
    [InlineData("POST /users/by/discord", -25)]
    [InlineData("POST /users/by/discord", 25)]
    public async Task A_step_of_the_clock_in_mid_run_changes_nothing_of_its_end(string at, int hours)
    {
        await using var bench = await StartAsync(new GuildOptions { Members = 60, TwinShare = 0 });
        bench.Spoil(20);
        var calls = 0;
        bench.Sandbox.Faults.Add(at, Fault.Custom(_ =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                bench.Clock.Shift(TimeSpan.FromHours(hours));
            }

            return Task.FromResult(false);
        }));

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 20, 0), (run.Phase, run.Applied, run.Skipped));
        Assert.Empty(bench.Guild.WrongMembers());
        Assert.Equal(0, bench.Sandbox.Journal.RepeatedWrites);
        Assert.Equal((RunPhase.Completed, 0), await bench.RunAsync() is var next ? (next.Phase, next.Planned) : default);
    }
}

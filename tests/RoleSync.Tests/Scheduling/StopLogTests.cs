using System.Globalization;
using RoleSync.Core.Runs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Tests.Hosting;
using static RoleSync.Tests.Hosting.SandboxRuns;

namespace RoleSync.Tests.Scheduling;

/// <summary>What the log says of a stop is where the run stands then, and not where its firing began.</summary>
public sealed class StopLogTests
{
    private static readonly SandboxOptions _options = new()
    {
        Seed = 29,
        Speed = 50,
        Guilds = [new GuildOptions { Members = 40, WrongShare = 1, Wrong = WrongKinds.SingleRole, MergedShare = 0, TwinShare = 0 }],
    };

    [Fact]
    public async Task A_run_that_is_stopped_while_it_writes_says_at_which_member_of_how_many()
    {
        await using var runs = await StartAsync(_options);
        var asked = await runs.AskAsync();
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        runs.Server.Faults.Add(new FaultRule("* /guilds/*/members/*/roles/*", Stop(runs, asked.Id, interrupted)) { Times = 1, After = 5 });

        Assert.Null(await runs.Get<RunFiring>().WorkAsync(asked.Guild, interrupted.Token));

        var run = await runs.FindAsync(asked.Id);
        Assert.Equal((RunPhase.Stopped, 40), (run.Phase, run.Total));
        Assert.Contains(
            runs.Log.All, line => line.Text == string.Create(CultureInfo.InvariantCulture, $"Stopped at member {run.NextIndex} of 40"));
    }

    [Fact]
    public async Task A_run_that_is_stopped_while_it_plans_says_so()
    {
        await using var runs = await StartAsync(_options);
        var asked = await runs.AskAsync();
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        runs.Server.Faults.Add(new FaultRule("GET /guilds/*/members", Stop(runs, asked.Id, interrupted)) { Times = 1 });

        Assert.Null(await runs.Get<RunFiring>().WorkAsync(asked.Guild, interrupted.Token));

        Assert.Equal(RunPhase.Stopped, (await runs.FindAsync(asked.Id)).Phase);
        Assert.Contains(runs.Log.All, line => line.Text.StartsWith("Stopped while planning, with ", StringComparison.Ordinal));
        Assert.DoesNotContain(runs.Log.All, line => line.Text.Contains("0 of 0", StringComparison.Ordinal) && line.Text.StartsWith("Stopped", StringComparison.Ordinal));
    }

    /// <summary>Somebody asks for a stop while that request is under way, and the firing is told so at once.</summary>
    private static Fault Stop(SandboxRuns runs, RunId run, CancellationTokenSource firing) => Fault.Custom(async _ =>
    {
        await runs.Store.RequestStopAsync(run, Ct);
        await firing.CancelAsync();
        return false;
    });
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Planning;
using RoleSync.Policies;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Work;

namespace RoleSync.Tests.Running;

/// <summary>A process that was frozen, and comes back when another one has taken its run.</summary>
public sealed class LeaseTests
{
    private static readonly SandboxOptions _world = new()
    {
        Speed = 100,
        Guilds = [new GuildOptions { Members = 40, WrongShare = 1, Wrong = WrongKinds.TierSwitch, Bots = 2, MergedShare = 0, TwinShare = 0 }],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_firing_that_is_frozen_between_two_chunks_comes_back_with_nothing()
    {
        await using var runs = await SandboxRuns.StartAsync(_world);
        var run = await runs.AskAsync(chunkSize: 5);
        var writes = 0;
        runs.Log.Written = line =>
        {
            if (line.StartsWith("Chunk ends", StringComparison.Ordinal) && writes == 0)
            {
                writes = runs.Server.Journal.Writes.Count;
                Assert.Equal(2, runs.Store.TakeLeaseAsync(run.Guild, Ct).GetAwaiter().GetResult()?.Lease.Epoch);
            }
        };

        var next = await runs.FireAsync();

        var now = await runs.FindAsync(run.Id);
        Assert.Null(next);
        Assert.Equal((RunPhase.Applying, 2, 5, 1), (now.Phase, now.Epoch, now.NextIndex, now.Chunks));
        Assert.True(writes > 0 && writes == runs.Server.Journal.Writes.Count);
        Assert.Contains(runs.Log.Warnings, line => line.Contains("newer firing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_firing_that_is_frozen_before_it_closes_its_plan_does_not_close_its_successors()
    {
        await using var runs = await SandboxRuns.StartAsync(_world);
        var run = await runs.AskAsync();
        var (frozen, _) = (await runs.Store.TakeLeaseAsync(run.Guild, Ct))!.Value;
        await runs.Store.TakeLeaseAsync(run.Guild, Ct);

        var end = await runs.Get<PlanClosing>().CloseAsync(frozen, new Ground(runs.Get<GuildPolicies>().Find(run.Guild)!, new Dictionary<RoleId, string>()), Ct);

        Assert.Equal(PhaseResult.GripLost, end);
        Assert.Equal((RunPhase.Planning, null), ((await runs.FindAsync(run.Id)).Phase, (await runs.FindAsync(run.Id)).PlannedAt));
    }
}

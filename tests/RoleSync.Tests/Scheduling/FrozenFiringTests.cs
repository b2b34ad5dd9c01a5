using RoleSync.Core.Runs;
using RoleSync.Planning;
using RoleSync.Policies;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;
using RoleSync.Work;

namespace RoleSync.Tests.Scheduling;

/// <summary>A process that was frozen, and comes back when another one has taken its run.</summary>
public sealed class FrozenFiringTests
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
                Assert.Equal(2, runs.Leases.TakeAsync(run.Guild, Ct).GetAwaiter().GetResult()?.Lease.Epoch);
            }
        };

        var next = await runs.FireAsync();

        var now = await runs.FindAsync(run.Id);
        Assert.Null(next);
        Assert.Equal((RunPhase.Applying, 2, 5, 1), (now.Phase, now.Epoch, now.NextIndex, now.Chunks));
        Assert.True(writes > 0 && writes == runs.Server.Journal.Writes.Count);
        Assert.Contains(runs.Log.Warnings, line => line.Contains("newer firing", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("atomic", 1)]
    [InlineData("fast", 2)]
    public async Task A_write_that_waited_until_the_run_was_somebody_elses_is_not_sent_nor_sent_again(string writes, int writers)
    {
        await using var bench = await DatedRuns.StartAsync(_world.Guilds[0], ("SYNC_WRITES", writes), ("SYNC_MAX_REMOVALS", "100%"));
        var run = await bench.StartAsync();
        var tries = 0;
        foreach (var route in new[] { "PUT /guilds/*/members/*/roles/*", "DELETE /guilds/*/members/*/roles/*", "PATCH /guilds/*/members/*" })
        {
            bench.Sandbox.Faults.Add(route, Fault.Custom(async request =>
            {
                if (Interlocked.Increment(ref tries) > 1)
                {
                    return false;
                }

                // Frozen before the answer: it comes too late, and tells nothing.
                await bench.Leases.TakeAsync(bench.GuildId, Ct);
                bench.Clock.Shift(TimeSpan.FromSeconds(20));
                request.Response.StatusCode = 503;
                return true;
            }));
        }

        Assert.Null(await bench.WorkAsync());

        Assert.InRange(tries, 1, writers);
        Assert.Equal((RunPhase.Applying, 2, 0), await bench.GetAsync(run) is var now ? (now.Phase, now.Epoch, now.Applied) : default);
    }

    [Fact]
    public async Task A_firing_that_is_frozen_before_it_closes_its_plan_does_not_close_its_successors()
    {
        await using var runs = await SandboxRuns.StartAsync(_world);
        var run = await runs.AskAsync();
        var (frozen, _) = (await runs.Leases.TakeAsync(run.Guild, Ct))!;
        await runs.Leases.TakeAsync(run.Guild, Ct);

        var end = await runs.Get<PlanClosing>().CloseAsync(frozen, GuildState.Uninspected(runs.Get<GuildPolicies>().Find(run.Guild)!), Ct);

        Assert.Equal(new PhaseResult.LeaseLost(), end);
        Assert.Equal((RunPhase.Planning, null), ((await runs.FindAsync(run.Id)).Phase, (await runs.FindAsync(run.Id)).PlannedAt));
    }
}

using RoleSync.Core.Runs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Applying;

/// <summary>A firing never sleeps through its own time limit, and a writer whose limit is closed holds up nobody else.</summary>
public sealed class LongWaitTests
{
    private static readonly SandboxOptions _options = new()
    {
        Seed = 29,
        Speed = 50,
        Guilds = [new GuildOptions { Members = 30, WrongShare = 1, Wrong = WrongKinds.SingleRole, MergedShare = 0, TwinShare = 0 }],
    };

    [Theory]
    [InlineData("atomic")]
    [InlineData("fast")]
    public async Task A_limit_that_opens_later_than_the_firing_may_work_ends_it_and_says_when_to_go_on(string writes)
    {
        await using var runs = await SandboxRuns.StartAsync(_options, ("SYNC_WRITES", writes), ("SYNC_MAX_EXECUTION_TIME", "00:00:10"));
        foreach (var route in (LimitedRoute[])[LimitedRoute.MemberRoles, LimitedRoute.PatchMember])
        {
            runs.Server.Limits.Set(route, 3, TimeSpan.FromHours(1), WindowModel.Fixed);
        }

        var asked = await runs.AskAsync();
        var start = TimeProvider.System.GetTimestamp();
        var delay = await runs.FireAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        var run = await runs.FindAsync(asked.Id);
        Assert.Equal(writes == "fast" ? 6 : 3, run.Applied);
        Assert.Equal(RunPhase.Applying, run.Phase);
        Assert.InRange(delay!.Value, TimeSpan.FromSeconds(51), TimeSpan.FromSeconds(60.1)); // then one request asks again
        Assert.InRange(run.ResumesAt!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(50), delay.Value);
        Assert.Contains("limit", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, runs.Server.Journal.Count(status: 429));
    }

    [Fact]
    public async Task A_writer_whose_limit_is_closed_leaves_its_work_to_the_other()
    {
        await using var runs = await SandboxRuns.StartAsync(_options, ("SYNC_WRITES", "fast"), ("SYNC_MAX_EXECUTION_TIME", "00:01:00"));
        runs.Server.Limits.Set(LimitedRoute.MemberRoles, 2, TimeSpan.FromHours(5), WindowModel.Fixed);

        await runs.AskAsync();
        var delay = await runs.FireAsync();

        Assert.Null(delay);
        Assert.Empty(runs.Guild.WrongMembers());
        Assert.Equal(2, runs.Server.Journal.Count("PUT") + runs.Server.Journal.Count("DELETE"));
        Assert.Equal(28, runs.Server.Journal.Count("PATCH"));
    }

    [Fact]
    public async Task The_cursor_waits_for_a_member_who_is_overtaken()
    {
        await using var runs = await SandboxRuns.StartAsync(_options, ("SYNC_WRITES", "fast"));
        var slow = runs.Guild.WrongMembers()[0];
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        runs.Server.Faults.Add($"* /guilds/*/members/{slow}/roles/*", Fault.Custom(async _ =>
        {
            await released.Task;
            return false;
        }));

        var asked = await runs.AskAsync();
        var firing = runs.FireAsync();
        Run run;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, SandboxRuns.Ct);
            run = await runs.FindAsync(asked.Id);
        }
        while (run.Applied < 10);

        Assert.Equal(0, run.NextIndex);
        released.SetResult();
        Assert.Null(await firing);
        run = await runs.FindAsync(asked.Id);
        Assert.Equal((RunPhase.Completed, 30, 30), (run.Phase, run.NextIndex, run.Applied));
    }

    [Theory]
    [InlineData("atomic", 7)]
    [InlineData("fast", 1)]
    [InlineData("fast", 7)]
    [InlineData("fast", 16)]
    public async Task A_run_that_is_cut_off_goes_on_and_repeats_at_most_the_writes_in_flight(string writes, int after)
    {
        await using var runs = await SandboxRuns.StartAsync(
            _options with { Guilds = [_options.Guilds[0] with { Wrong = WrongKinds.Mixed }] }, ("SYNC_WRITES", writes));
        var run = await runs.AskAsync();
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(SandboxRuns.Ct);
        runs.Server.Faults.Add(new FaultRule("* /guilds/*/members/**", Fault.Custom(_ =>
        {
            return runs.Server.Journal.WriteCount >= after ? Cut() : Task.FromResult(false);

            async Task<bool> Cut()
            {
                await cut.CancelAsync();
                return false;
            }
        })));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => runs.Get<RunFiring>().WorkAsync(new Core.Guilds.GuildId(runs.Guild.Id), cut.Token));
        var stored = await runs.FindAsync(run.Id);

        // The cut may come before the first outcome is stored: that write is then the one that is sent twice.
        Assert.InRange(stored.Applied, 0, stored.Planned - 1);
        while (await runs.FireAsync() is { } delay)
        {
            await Task.Delay(delay, TimeProvider.System, SandboxRuns.Ct);
        }

        Assert.Empty(runs.Guild.WrongMembers());
        run = await runs.FindAsync(run.Id);
        Assert.Equal((RunPhase.Completed, run.Planned), (run.Phase, run.Applied));
        Assert.InRange(runs.Server.Journal.RepeatedWrites, 0, writes == "fast" ? 2 : 1);
        Assert.Equal(0, runs.Server.Journal.OverlappingWrites);
    }
}

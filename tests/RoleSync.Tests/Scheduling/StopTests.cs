using RoleSync.Applying.Writers;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Policies;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Tests.Hosting;
using RoleSync.Work;

namespace RoleSync.Tests.Scheduling;

/// <summary>A stop, a limit and an outage end a run between two members.</summary>
public sealed class StopTests
{
    private const string Grants = "PUT /guilds/*/members/*/roles/*";
    private const string Revokes = "DELETE /guilds/*/members/*/roles/*";

    private static CancellationToken Ct => SandboxRuns.Ct;

    [Theory]
    [InlineData("atomic")]
    [InlineData("fast")]
    public async Task Of_25_stops_at_random_moments_none_leaves_a_member_between_two_tiers(string writes)
    {
        await using var runs = await StartAsync(members: 330, writes);
        var random = new Random(20_261_125);
        for (var stop = 0; stop < 25; stop++)
        {
            var run = await runs.AskAsync(chunkSize: 400);
            using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var moment = random.Next(1, 12);
            runs.Server.Faults.Clear();
            runs.Server.Faults.Add(new FaultRule("* /guilds/*/members/**", Fault.Custom(_ => StopAsync(runs, run.Id, interrupt))) { After = moment, Times = 1 });

            await runs.Get<RunFiring>().WorkAsync(run.Guild, interrupt.Token);

            Assert.Equal((RunPhase.Stopped, 0), ((await runs.FindAsync(run.Id)).Phase, BetweenTiers(runs).Count));
            Assert.Empty(await runs.Journal.HalfDoneAsync(run.Id, 0, run.Total, Ct));
        }

        Assert.NotEmpty(runs.Guild.WrongMembers());
        Assert.Equal((0, 0), (runs.Server.Journal.OverlappingWrites, runs.Server.Journal.RepeatedWrites));
    }

    [Theory]
    [InlineData("atomic")]
    [InlineData("fast")]
    public async Task An_interrupt_without_a_stop_ends_between_two_members_and_nothing_is_sent_twice(string writes)
    {
        await using var runs = await StartAsync(members: 330, writes);
        var run = await runs.AskAsync(chunkSize: 400);
        for (var interruption = 1; interruption <= 8; interruption++)
        {
            using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            runs.Server.Faults.Clear();
            runs.Server.Faults.Add(new FaultRule("* /guilds/*/members/**", Fault.Custom(_ => CancelAsync(interrupt))) { After = 1 + interruption, Times = 1 });

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runs.Get<RunFiring>().WorkAsync(run.Guild, interrupt.Token));

            Assert.Empty(BetweenTiers(runs));
        }

        runs.Server.Faults.Clear();
        while (await runs.FireAsync() is { } delay)
        {
            await Task.Delay(delay, TimeProvider.System, Ct);
        }

        Assert.Empty(runs.Guild.WrongMembers());
        Assert.Equal((0, 0), (runs.Server.Journal.OverlappingWrites, runs.Server.Journal.RepeatedWrites));
    }

    [Fact]
    public async Task A_member_whom_an_outage_left_half_is_finished_before_the_stopped_run_is_stopped()
    {
        await using var runs = await StartAsync(members: 12, "atomic");
        var run = await runs.AskAsync();
        var rule = runs.Server.Faults.Add(new FaultRule("* /guilds/*/members/*/roles/*", Fault.Abort()) { After = 1 });
        Assert.NotNull(await runs.FireAsync());
        Assert.NotEmpty(BetweenTiers(runs));
        Assert.True(await runs.Store.RequestStopAsync(run.Id, Ct));

        Assert.NotNull(await runs.FireAsync());
        var waiting = await runs.FindAsync(run.Id);
        rule.IsOn = false;
        Assert.Null(await runs.FireAsync());

        Assert.Equal(RunPhase.Applying, waiting.Phase);
        Assert.StartsWith("The run stops when the member in hand is finished. ", waiting.Error, StringComparison.Ordinal);
        Assert.Equal((RunPhase.Stopped, 0), ((await runs.FindAsync(run.Id)).Phase, BetweenTiers(runs).Count));
        Assert.NotEmpty(runs.Guild.WrongMembers());
    }

    [Theory]
    [InlineData(Grants)]
    [InlineData(Revokes)]
    public async Task A_write_that_was_done_and_stored_nowhere_is_found_before_the_stopped_run_is_stopped(string route)
    {
        await using var runs = await StartAsync(members: 12, "atomic");
        var run = await runs.AskAsync();
        var rule = runs.Server.Faults.Add(new FaultRule(route, Fault.Abort()) { AfterHandling = true });
        Assert.NotNull(await runs.FireAsync());
        Assert.True(await runs.Store.RequestStopAsync(run.Id, Ct));
        rule.IsOn = false;

        Assert.Null(await runs.FireAsync());

        Assert.Equal((RunPhase.Stopped, 0), ((await runs.FindAsync(run.Id)).Phase, BetweenTiers(runs).Count));
    }

    [Fact]
    public async Task Whom_the_hosts_last_moment_cuts_off_the_next_firing_still_has_to_finish()
    {
        await using var runs = await StartAsync(members: 12, "atomic");
        var run = await runs.AskAsync();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        runs.Server.Faults.Add(Revokes, Fault.Custom(_ => CutOffAsync(runs, interrupt)), times: 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runs.Get<RunFiring>().WorkAsync(run.Guild, interrupt.Token));

        var pending = (await runs.Journal.PendingAsync(run.Id, 0, 12, 12, Ct)).Select(change => change.Change.Member.Value);
        Assert.Subset(pending.ToHashSet(), BetweenTiers(runs).ToHashSet());
        Assert.Equal(RunPhase.Applying, (await runs.FindAsync(run.Id)).Phase);
    }

    [Fact]
    public async Task What_a_process_remembers_of_a_run_goes_with_the_run()
    {
        await using var runs = await StartAsync(members: 6, "atomic");
        runs.Server.Faults.Add(new FaultRule(Grants, Fault.Status(503)) { Times = 30 });

        var run = await runs.CompleteAsync();

        Assert.Equal((RunPhase.Completed, 0), (run.Phase, runs.Get<RunMemories>().Count));
    }

    private static async Task<bool> StopAsync(SandboxRuns runs, RunId run, CancellationTokenSource interrupt)
    {
        await runs.Store.RequestStopAsync(run, Ct);
        await interrupt.CancelAsync();
        return false;
    }

    private static async Task<bool> CutOffAsync(SandboxRuns runs, CancellationTokenSource interrupt)
    {
        await interrupt.CancelAsync();
        runs.Get<WriteCutOff>().CutOff();
        return false;
    }

    private static async Task<bool> CancelAsync(CancellationTokenSource interrupt)
    {
        await interrupt.CancelAsync();
        return false;
    }

    /// <summary>Everybody holds exactly one tier role, a wrong one or the right one.</summary>
    private static List<ulong> BetweenTiers(SandboxRuns runs)
    {
        var tiers = runs.Get<GuildPolicies>().Find(new GuildId(runs.Guild.Id))!.Roles.Where(role => role.IsTier).Select(role => role.Id.Value).ToHashSet();
        return [.. runs.Guild.VerifiedMembers().Where(member => runs.Guild.ExpectedRoles(member)!.Any(tiers.Contains)
            && runs.Guild.RolesOf(member).Count(tiers.Contains) != 1)];
    }

    private static Task<SandboxRuns> StartAsync(int members, string writes) => SandboxRuns.StartAsync(
        new SandboxOptions
        {
            Seed = 13,
            Speed = 100,
            Guilds = [new GuildOptions { Members = members, WrongShare = 1, Wrong = WrongKinds.TierSwitch, Bots = 2, MergedShare = 0, TwinShare = 0 }],
        },
        ("SYNC_WRITES", writes),
        ("RoleSync:Discord:OutagePause", "00:00:01"),
        ("RoleSync:Discord:RetryDelay", "00:00:00.001"));
}

using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Ethos.Http;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Planning;

/// <summary>What a run does while Ethos is unwell.</summary>
public sealed class SilentSourceTests
{
    private const string Lookup = "POST /users/by/discord";

    private static readonly GuildOptions _guild = new() { Members = 60, TwinShare = 0, WrongShare = 0.1 };

    [Fact]
    public async Task Where_Ethos_is_silent_the_run_rests_and_asks_again()
    {
        await using var bench = await StartAsync(_guild);
        bench.Sandbox.Faults.Add(Lookup, Fault.Status(403), times: 1);
        var id = await bench.StartAsync();

        Assert.Equal(new EthosOptions().OutagePause, await bench.WorkAsync());

        var resting = await bench.GetAsync(id);
        Assert.Equal((RunPhase.Planning, 60), (resting.Phase, resting.Unknown));
        Assert.Contains("asked for again", resting.Error, StringComparison.Ordinal);
        var run = await bench.FireAsync(id);
        Assert.Equal((RunPhase.Completed, 0, null), (run.Phase, run.Unknown, run.Error));
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task A_run_whose_source_stays_silent_ends_by_itself_changes_nobody_and_the_next_one_repairs()
    {
        await using var bench = await StartAsync(_guild);
        var before = bench.Guild.Snapshot();
        var outage = bench.Sandbox.Faults.Add(Lookup, Fault.Status(403));

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 60, 0), (run.Phase, run.Unknown, run.Planned));
        Assert.Contains("no trustworthy answer for 60 of 60 members", run.Error, StringComparison.Ordinal);
        Assert.Equal(before.Hash, bench.Guild.Snapshot().Hash);
        bench.Sandbox.Faults.Remove(outage);
        Assert.Equal(0, (await bench.RunAsync()).Unknown);
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task A_silent_source_is_not_asked_for_every_page()
    {
        await using var bench = await StartAsync(_guild with { Members = 30_000 });
        var outage = bench.Sandbox.Faults.Add(Lookup, Fault.Status(403));

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 30_000, 0), (run.Phase, run.Unknown, run.Planned));
        Assert.InRange(outage.Hits, 3, 12);
    }

    [Fact]
    public async Task Only_members_who_are_still_unknown_count_and_no_page_is_listed_again()
    {
        await using var bench = await StartAsync(_guild with { Members = 2_300, WrongShare = 0.02 });
        bench.Sandbox.Faults.Add(new FaultRule(Lookup, Fault.Status(403)) { Every = 2, Times = 2 });

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 0, 2_300), (run.Phase, run.Unknown, run.Total));
        Assert.Empty(bench.Guild.WrongMembers());
        Assert.Equal(3, bench.Sandbox.Journal.Count("GET", "/guilds/{guild}/members"));
    }

    [Fact]
    public async Task Where_too_many_are_unknown_a_run_promotes_and_takes_nothing()
    {
        await using var bench = await StartAsync(_guild with { WrongShare = 0 });
        var members = bench.Guild.VerifiedMembers();
        foreach (var member in members.Take(7))
        {
            bench.Sandbox.World.Ethos.Change(member, user => user with { Status = EthosStatus.Merged });
        }

        var (up, down) = (members[20], members[21]);
        bench.Sandbox.World.Ethos.SetScore(up, 2_700);
        bench.Sandbox.World.Ethos.SetScore(down, 100);

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 7, 0), (run.Phase, run.Unknown, run.Losing));
        Assert.Contains("SYNC_MAX_UNKNOWN", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(up, bench.Guild.WrongMembers());
        Assert.Contains(down, bench.Guild.WrongMembers());
        Assert.All(
            await bench.Journal.ChangesAsync(run.Id, 0, 100, Outcome.Applied, null, Ct), change => Assert.Equal(Direction.Gain, change.Change.Direction));
        Assert.NotEmpty(await bench.Journal.ChangesAsync(run.Id, 0, 100, Outcome.Withheld, null, Ct));
    }

    [Fact]
    public async Task A_run_that_waits_for_an_outage_of_Discord_can_be_stopped()
    {
        await using var bench = await StartAsync(_guild, ("RoleSync:Discord:RetryDelay", "00:00:00.005"));
        bench.Sandbox.Faults.Add("GET /guilds/*", Fault.Status(500));
        var id = await bench.StartAsync();
        Assert.NotNull(await bench.WorkAsync());
        Assert.True(await bench.Store.RequestStopAsync(id, Ct));

        Assert.Null(await bench.WorkAsync());

        Assert.Equal(RunPhase.Stopped, (await bench.GetAsync(id)).Phase);
    }

    [Fact]
    public async Task An_old_plan_waits_for_a_silent_source_instead_of_being_dropped()
    {
        await using var bench = await StartAsync(_guild with { WrongShare = 0 });
        bench.Spoil(30);
        var held = await bench.RunAsync();
        Assert.True(await bench.Store.DecideAsync(held.Id, true, "Ada", Ct));
        bench.Clock.Shift(TimeSpan.FromMinutes(20));
        bench.Sandbox.Faults.Add(Lookup, Fault.Status(403), times: 2);

        var run = await bench.FireAsync(held.Id);

        Assert.Equal((RunPhase.Completed, 30), (run.Phase, run.Applied));
    }
}

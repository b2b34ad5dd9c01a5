using System.Text.Json.Nodes;
using RoleSync.Core.Runs;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Reading;

/// <summary>A list of members that cannot be all of the guild is no guild without members.</summary>
public sealed class MemberListGateTests
{
    private const string List = "GET /guilds/*/members";

    private static readonly GuildOptions _guild = new() { Members = 60, TwinShare = 0 };

    [Fact]
    public async Task A_list_that_is_empty_once_is_read_again_at_once()
    {
        await using var bench = await StartAsync(_guild);
        bench.Spoil(5);
        bench.Sandbox.Faults.Add(List, Fault.EmptyArray(), 1);

        var id = await bench.StartAsync();

        Assert.Null(await bench.WorkAsync());
        Assert.Equal((RunPhase.Completed, 60, 5), await bench.GetAsync(id) is var run ? (run.Phase, run.Total, run.Applied) : default);
    }

    [Fact]
    public async Task A_list_that_stays_empty_makes_the_run_rest_and_then_fail_with_a_sentence()
    {
        await using var bench = await StartAsync(_guild);
        bench.Spoil(5);
        var before = bench.Guild.Snapshot().Hash;
        bench.Sandbox.Faults.Add(List, Fault.EmptyArray());
        var id = await bench.StartAsync();

        for (var rest = 0; rest < 3; rest++)
        {
            Assert.Equal(TimeSpan.FromSeconds(30), await bench.WorkAsync());
            Assert.Contains("listed 0 members of a guild that has about 61", (await bench.GetAsync(id)).Error, StringComparison.Ordinal);
        }

        var run = await bench.FireAsync(id);

        Assert.Equal(RunPhase.Failed, run.Phase);
        Assert.Contains("Nobody was changed", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, bench.Guild.Snapshot().Hash);
    }

    [Fact]
    public async Task A_page_that_comes_short_hides_nobody_behind_it()
    {
        await using var bench = await StartAsync(_guild with { Members = 2_300 });
        bench.Sandbox.Faults.Add(List, Fault.Rewrite(page => new JsonArray([.. page!.AsArray().Take(10).Select(member => member?.DeepClone())])), 1);

        var run = await bench.RunAsync(RunKind.DryRun);

        Assert.Equal((RunPhase.Completed, 2_300), (run.Phase, run.Total));
    }

    [Fact]
    public async Task A_list_that_stays_far_too_short_changes_nobody()
    {
        await using var bench = await StartAsync(_guild);
        bench.Spoil(5);
        bench.Sandbox.Faults.Add(new FaultRule(List, Fault.Rewrite(page => new JsonArray([.. page!.AsArray().Take(20).Select(member => member?.DeepClone())]))) { Times = 1 });
        bench.Sandbox.Faults.Add(new FaultRule(List, Fault.EmptyArray()) { After = 1 });

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Failed, 0), (run.Phase, bench.Sandbox.Journal.WriteCount));
        Assert.Contains("listed 20 members of a guild that has about 61", run.Error, StringComparison.Ordinal);
    }
}

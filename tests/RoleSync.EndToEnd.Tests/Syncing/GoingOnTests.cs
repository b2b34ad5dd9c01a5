using System.Net;
using RoleSync.EndToEnd.Tests.Cli;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.EndToEnd.Tests.Syncing;

/// <summary>One trigger after the other without an index, as a nightly job gives them, with AUTO_CONTINUE_CHUNKS off.</summary>
public sealed class GoingOnTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_starts_do_three_chunks_say_what_is_left_and_the_fourth_begins_anew()
    {
        await using var bench = await StartAsync(members: 120);
        var first = await StartAsync(bench, "start");
        Assert.Contains("AUTO_CONTINUE_CHUNKS", first, StringComparison.Ordinal);
        Assert.Contains("rolesync complete", first, StringComparison.Ordinal);
        var status = await CommandLine.RunAsync(bench.Service, "status");
        Assert.Contains("70 members are left and wait for the next trigger, which goes on at index 50", status.Out, StringComparison.Ordinal);
        Assert.Contains("70 members are left", bench.Service.Log, StringComparison.Ordinal);

        Assert.Contains("Run 1 of guild", await StartAsync(bench, "start"), StringComparison.Ordinal);
        Assert.Contains("goes on at index 100", await StartAsync(bench, "start"), StringComparison.Ordinal);
        Assert.Empty(bench.Guild.WrongMembers());
        Assert.Equal(1, bench.Sandbox.Journal.Count("GET", "/guilds/{guild}/members"));

        Assert.Contains("Run 2 of guild", await StartAsync(bench, "start"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trigger_without_a_body_goes_on_and_one_with_index_0_plans_anew()
    {
        await using var bench = await StartAsync(members: 120);
        await TriggerAsync(bench, null, run: 1, index: 0);
        await TriggerAsync(bench, null, run: 1, index: 50);
        await TriggerAsync(bench, new { startIndex = 0 }, run: 2, index: 0);
        await TriggerAsync(bench, new { chunkSize = 30 }, run: 2, index: 50);
        await TriggerAsync(bench, new { startIndex = 79 }, run: 2, index: 80);
        Assert.Contains("Run 3 of guild", await StartAsync(bench, "start --from-start"), StringComparison.Ordinal);
        await TriggerAsync(bench, new { startIndex = 50 }, run: 3, index: 50);
        await TriggerAsync(bench, new { startIndex = 7 }, run: 4, index: 7);
    }

    [Fact]
    public async Task A_run_that_was_stopped_is_gone_on_with_after_a_restart_and_a_dry_run_disturbs_nothing()
    {
        await using var bench = await StartAsync(members: 120);
        await TriggerAsync(bench, null, run: 1, index: 0);
        Assert.Equal(0, (await CommandLine.RunAsync(bench.Service, "stop")).Code);
        await bench.KillAndRestartAsync(Ct);

        await TriggerAsync(bench, null, run: 1, index: 50);
        Assert.Equal(2, (await CommandLine.RunAsync(bench.Service, "start --from-start --start-index 3")).Code);

        // The whole guild: by a plan of its own.
        var complete = await CommandLine.RunAsync(bench.Service, "complete");
        Assert.StartsWith("Run 2 completed", complete.Out, StringComparison.Ordinal);
        Assert.Empty(bench.Guild.WrongMembers());
    }

    private static Task<ServedSandbox> StartAsync(int members) => ServedSandbox.StartAsync(
        new SandboxOptions { Seed = 5, Speed = 50, Guilds = [new GuildOptions { Members = members, WrongShare = 0.2 }] }, Ct, ("SYNC_CONFIRM_ABSENT", "1"));

    private static async Task<string> StartAsync(ServedSandbox bench, string args)
    {
        var said = await CommandLine.RunAsync(bench.Service, args);
        Assert.True(said.Code == 0, said.Out + said.Error);
        await IdleAsync(bench);
        return said.Out;
    }

    private static async Task TriggerAsync(ServedSandbox bench, object? body, int run, int index)
    {
        var (status, answer) = await bench.Caller.TriggerAsync(body, Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((run, index), ((int)answer["runId"]!, (int)answer["startIndex"]!));
        await IdleAsync(bench);
    }

    private static async Task IdleAsync(ServedSandbox bench) => await bench.Caller.WaitAsync(now => !now.GetProperty("isRunning").GetBoolean(), TimeSpan.FromSeconds(60), Ct);
}

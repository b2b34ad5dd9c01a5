using System.Text.Json.Nodes;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary>Runs that are started, watched, stopped and decided about in Discord.</summary>
public sealed class SyncCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sync_that_is_started_in_Discord_runs_to_its_end_and_its_log_lines_say_where_from()
    {
        await using var bench = await InteractionBench.StartAsync();
        Assert.Contains("no run in this server yet", (await bench.SendAsync("ethos_sync_status")).Text, StringComparison.Ordinal);

        var sent = await bench.SendAsync("ethos_sync");
        Assert.True(sent is { AnswerType: 4, IsEphemeral: false });
        Assert.Contains("Run 1 has begun", sent.Text, StringComparison.Ordinal);
        Assert.Equal("completed", SyncCaller.Phase(await bench.Caller.WaitForEndAsync(Ct)));

        Assert.Empty(bench.Guild.WrongMembers());
        Assert.Matches(@"\[Run=1\].*DISCORD", bench.Service.Log);
        var status = (await bench.SendAsync("ethos_sync_status")).Text;
        Assert.Contains("Run 1: completed", status, StringComparison.Ordinal);
        Assert.Contains("▰▰▰▰▰▰▰▰▰▰ 100 %", status, StringComparison.Ordinal);
        Assert.Contains("Started by DISCORD", status, StringComparison.Ordinal);
        Assert.Empty(bench.Sandbox.Journal.Violations);
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_and_its_status_shows_the_plan()
    {
        await using var bench = await InteractionBench.StartAsync();

        var sent = await bench.SendAsync("ethos_sync", ("dry_run", true));
        await bench.Caller.WaitForEndAsync(Ct);
        var status = (await bench.SendAsync("ethos_sync_status")).Text;

        Assert.Contains("Dry run 1 has begun", sent.Text, StringComparison.Ordinal);
        Assert.Contains("Dry run 1: completed", status, StringComparison.Ordinal);
        Assert.Contains("Members who lose something", status, StringComparison.Ordinal);
        Assert.Contains(" -> ", status, StringComparison.Ordinal);
        Assert.Equal(0, bench.Sandbox.Journal.WriteCount);
    }

    [Fact]
    public async Task A_run_under_way_shows_speed_and_limits_refuses_a_second_one_and_goes_on_after_a_stop()
    {
        await using var bench = await InteractionBench.StartAsync(new GuildOptions { Members = 1_200, WrongShare = 0.15 });
        Assert.Contains("nothing to stop", (await bench.SendAsync("ethos_sync_stop")).Text, StringComparison.Ordinal);
        await bench.SendAsync("ethos_sync");
        await bench.Caller.WaitAsync(status => status.GetProperty("applied").GetInt32() >= 20, TimeSpan.FromSeconds(60), Ct);

        var second = await bench.SendAsync("ethos_sync");
        Assert.Contains("Nothing was started: run 1 is under way", second.Text, StringComparison.Ordinal);
        var status = await bench.SendAsync("ethos_sync_status");
        Assert.Contains("changes a second", status.Text, StringComparison.Ordinal);
        Assert.Contains("left", status.Text, StringComparison.Ordinal);
        Assert.Contains("no 429 since the start", status.Text, StringComparison.Ordinal);

        var stop = await bench.SendAsync("ethos_sync_stop");
        Assert.Contains("Run 1 stops", stop.Text, StringComparison.Ordinal);
        Assert.Equal("stopped", SyncCaller.Phase(await bench.Caller.WaitForEndAsync(Ct)));
        var refreshed = await bench.ClickAsync(status, "ethos_sync_status:show:1");
        Assert.Equal(7, refreshed.AnswerType);
        Assert.Contains("Run 1: stopped", status.Text, StringComparison.Ordinal);
        Assert.Empty(status.Buttons);

        Assert.Contains("Run 1 goes on at member", (await bench.SendAsync("ethos_sync")).Text, StringComparison.Ordinal);
        Assert.Equal("completed", SyncCaller.Phase(await bench.Caller.WaitForEndAsync(Ct)));
        Assert.Contains("Run 2 has begun", (await bench.SendAsync("ethos_sync", ("from_start", true))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_run_is_approved_by_a_click_of_somebody_who_may()
    {
        await using var bench = await InteractionBench.StartHeldAsync();
        var status = await bench.SendAsync("ethos_sync_status");
        Assert.Contains("Run 1: held", status.Text, StringComparison.Ordinal);
        Assert.Contains("Renowned -> ", status.Text, StringComparison.Ordinal);
        Assert.Equal(["ethos_sync_status:approve:1", "ethos_sync_status:reject:1", "ethos_sync_status:show:1"], status.Buttons);

        var outsider = await bench.ClickAsync(status, status.Buttons[0], permissions: 0);
        Assert.True(outsider is { AnswerType: 4, IsEphemeral: true });
        Assert.Contains("Manage Roles", outsider.Text, StringComparison.Ordinal);
        Assert.Equal("held", (await bench.RunAsync())!.Value.GetProperty("phase").GetString());

        var approval = await bench.ClickAsync(status, status.Buttons[0]);
        Assert.Equal(7, approval.AnswerType);
        Assert.Contains($"approved by <@{bench.Moderator}>", status.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ethos_sync_status:approve:1", status.Buttons);
        Assert.Equal("completed", SyncCaller.Phase(await bench.Caller.WaitForEndAsync(Ct)));
        Assert.Equal($"Discord: Ada ({bench.Moderator})", (await bench.RunAsync())!.Value.GetProperty("decidedBy").GetString());
        Assert.Empty(bench.Guild.WrongMembers());

        var stale = await bench.ClickAsync(status, "ethos_sync_status:reject:1");
        Assert.True(stale is { AnswerType: 4, IsEphemeral: true });
        Assert.Contains("not held any more", stale.Text, StringComparison.Ordinal);
        Assert.Contains($"approved by <@{bench.Moderator}>", status.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_run_is_rejected_by_a_click_and_writes_nothing()
    {
        await using var bench = await InteractionBench.StartHeldAsync();
        var blocked = await bench.SendAsync("ethos_sync");
        Assert.Contains("approved or rejected first", blocked.Text, StringComparison.Ordinal);

        await bench.ClickAsync(blocked, "ethos_sync_status:reject:1");

        Assert.Contains("rejected by", blocked.Text, StringComparison.Ordinal);
        Assert.Equal("stopped", (await bench.RunAsync())!.Value.GetProperty("phase").GetString());
        Assert.Equal(0, bench.Sandbox.Journal.WriteCount);
        Assert.Contains("no run of this server", (await bench.ClickAsync(blocked, "ethos_sync_status:approve:99")).Text, StringComparison.Ordinal);
        Assert.Contains("no such command", (await bench.ClickAsync(blocked, "other:1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commands_are_registered_at_the_start_and_again_only_when_they_differ()
    {
        await using var bench = await InteractionBench.StartAsync();
        await WaitAsync(() => bench.Service.Log.Contains("slash commands were registered", StringComparison.Ordinal));
        Assert.Superset(new HashSet<string> { "ethos_sync", "ethos_sync_status", "ethos_sync_stop", "ethos_why" }, Names(bench.Sandbox.CommandsIn()));
        Assert.All(bench.Sandbox.CommandsIn(), command => Assert.Equal(0, (int)command!["contexts"]!.AsArray().Single()!));

        var settings = ServiceProcess.Settings(bench.Sandbox, bench.Database, bench.Sandbox.CommandEnvironment());
        var (same, unchanged) = await ServiceProcess.RunAsync("commands register", settings, Ct);
        Assert.Equal((0, 1), (same, bench.Sandbox.Journal.Count("PUT", "/applications/{application}/commands")));
        Assert.Contains("nothing was written", unchanged, StringComparison.Ordinal);

        // The application is learnt from the token where it is not configured.
        settings["DISCORD_APPLICATION_ID"] = "";
        var guild = bench.Guild.Id;
        var (first, registered) = await ServiceProcess.RunAsync($"commands register --guild {guild}", settings, Ct);
        Assert.Contains($"in server {guild}", registered, StringComparison.Ordinal);
        var (again, _) = await ServiceProcess.RunAsync($"commands register --guild {guild}", settings, Ct);
        Assert.Equal((0, 0, 1), (first, again, bench.Sandbox.Journal.Count("PUT", "/applications/{application}/guilds/{guild}/commands")));
        Assert.Equal(Names(bench.Sandbox.CommandsIn()), Names(bench.Sandbox.CommandsIn(guild)));

        settings["DISCORD_APPLICATION_ID"] = "1";
        var (foreign, why) = await ServiceProcess.RunAsync("commands register", settings, Ct);
        Assert.Equal(1, foreign);
        Assert.Contains("DISCORD_APPLICATION_ID", why, StringComparison.Ordinal);
    }

    private static HashSet<string> Names(JsonArray commands) => [.. commands.Select(command => (string)command!["name"]!)];

    private static async Task WaitAsync(Func<bool> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "It never came to be so.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        }
    }
}

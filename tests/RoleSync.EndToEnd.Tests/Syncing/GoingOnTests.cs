using System.Net;
using RoleSync.EndToEnd.Tests.Cli;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Syncing;

/// <summary>One trigger after the other without an index, as a nightly job gives them, with AUTO_CONTINUE_CHUNKS off.</summary>
public sealed class GoingOnTests : IAsyncLifetime
{
    private readonly TemporaryDatabase _database = new();
    private SandboxServer _sandbox = null!;
    private ServiceProcess _service = null!;
    private SyncCaller _caller = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync(new SandboxOptions { Seed = 5, Speed = 50, Guilds = [new GuildOptions { Members = 120, WrongShare = 0.2 }] }, Ct);
        _service = await ServiceProcess.StartAsync(_sandbox, _database.File, new Dictionary<string, string> { ["SYNC_CONFIRM_ABSENT"] = "1" }, Ct);
        _caller = new SyncCaller(_service.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _service.DisposeAsync();
        await _sandbox.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task Three_starts_do_three_chunks_say_what_is_left_and_the_fourth_begins_anew()
    {
        var first = await StartAsync("start");
        Assert.Contains("AUTO_CONTINUE_CHUNKS", first, StringComparison.Ordinal);
        Assert.Contains("rolesync complete", first, StringComparison.Ordinal);
        var status = await CommandLine.RunAsync(_service, "status");
        Assert.Contains("70 members are left and wait for the next trigger, which goes on at index 50", status.Out, StringComparison.Ordinal);
        Assert.Contains("70 members are left", _service.Log, StringComparison.Ordinal);

        Assert.Contains("Run 1 of guild", await StartAsync("start"), StringComparison.Ordinal);
        Assert.Contains("goes on at index 100", await StartAsync("start"), StringComparison.Ordinal);
        Assert.Empty(_sandbox.World.TheGuild.WrongMembers());
        Assert.Equal(1, _sandbox.Journal.Count("GET", "/guilds/{guild}/members"));

        Assert.Contains("Run 2 of guild", await StartAsync("start"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trigger_without_a_body_goes_on_and_one_with_index_0_plans_anew()
    {
        await TriggerAsync(null, run: 1, index: 0);
        await TriggerAsync(null, run: 1, index: 50);
        await TriggerAsync(new { startIndex = 0 }, run: 2, index: 0);
        await TriggerAsync(new { chunkSize = 30 }, run: 2, index: 50);
        await TriggerAsync(new { startIndex = 79 }, run: 2, index: 80);
        Assert.Contains("Run 3 of guild", await StartAsync("start --from-start"), StringComparison.Ordinal);
        await TriggerAsync(new { startIndex = 50 }, run: 3, index: 50);
        await TriggerAsync(new { startIndex = 7 }, run: 4, index: 7);
    }

    [Fact]
    public async Task A_run_that_was_stopped_is_gone_on_with_after_a_restart_and_a_dry_run_disturbs_nothing()
    {
        await TriggerAsync(null, run: 1, index: 0);
        Assert.Equal(0, (await CommandLine.RunAsync(_service, "stop")).Code);
        await _service.KillAsync(Ct);
        await _service.DisposeAsync();
        _service = await ServiceProcess.StartAsync(_sandbox, _database.File, new Dictionary<string, string> { ["SYNC_CONFIRM_ABSENT"] = "1" }, Ct);
        _caller.Dispose();
        _caller = new SyncCaller(_service.Url);

        await TriggerAsync(null, run: 1, index: 50);
        Assert.Equal(2, (await CommandLine.RunAsync(_service, "start --from-start --start-index 3")).Code);

        // The whole guild: by a plan of its own.
        var complete = await CommandLine.RunAsync(_service, "complete");
        Assert.StartsWith("Run 2 completed", complete.Out, StringComparison.Ordinal);
        Assert.Empty(_sandbox.World.TheGuild.WrongMembers());
    }

    private async Task<string> StartAsync(string args)
    {
        var said = await CommandLine.RunAsync(_service, args);
        Assert.True(said.Code == 0, said.Out + said.Error);
        await IdleAsync();
        return said.Out;
    }

    private async Task TriggerAsync(object? body, int run, int index)
    {
        var (status, answer) = await _caller.TriggerAsync(body, Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((run, index), ((int)answer["runId"]!, (int)answer["startIndex"]!));
        await IdleAsync();
    }

    private async Task IdleAsync() => await _caller.WaitAsync(now => !now.GetProperty("isRunning").GetBoolean(), TimeSpan.FromSeconds(60), Ct);
}

using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Syncing;

/// <summary>Kills the real process with SIGKILL and compares the guild with that of an undisturbed run.</summary>
public sealed class CrashTests : IDisposable
{
    private static readonly TimeSpan _resumesWithin = TimeSpan.FromSeconds(5);

    private static readonly SandboxOptions _options = new()
    {
        Seed = 23,
        Speed = 40,
        Guilds = [new GuildOptions { Members = 3_300, WrongShare = 0.04 }],
    };

    private static readonly Dictionary<string, string> _settings = new() { ["AUTO_CONTINUE_CHUNKS"] = "true", ["SYNC_CHUNK_SIZE"] = "200" };

    /// <summary>The guild as a run leaves it that nothing disturbs.</summary>
    private static readonly Lazy<Task<string>> _undisturbed = new(UndisturbedAsync);

    private readonly TemporaryDatabase _database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Fact]
    public Task A_run_that_was_killed_while_planning_goes_on_where_it_stopped() =>
        KillAndComeBackAsync(
            sandbox => sandbox.Faults.Add("POST /users/by/discord", Fault.Delay(TimeSpan.FromMilliseconds(300))),
            (sandbox, _) => sandbox.Journal.Count("GET", "/guilds/{guild}/members") >= 2);

    [Fact]
    public Task A_run_that_was_killed_in_the_middle_of_a_chunk_goes_on_where_it_stopped() =>
        KillAndComeBackAsync(_ => { }, (sandbox, _) => sandbox.Journal.WriteCount >= 33);

    [Fact]
    public Task A_run_that_was_killed_between_two_chunks_goes_on_where_it_stopped() =>
        KillAndComeBackAsync(_ => { }, (_, nextIndex) => nextIndex > 0 && nextIndex % 200 == 0);

    private async Task KillAndComeBackAsync(Action<SandboxServer> prepare, Func<SandboxServer, int, bool> isTheMoment)
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        prepare(sandbox);
        await using (var service = await ServiceProcess.StartAsync(sandbox, _database.File, _settings, Ct))
        {
            using var caller = new SyncCaller(service.Url);
            await caller.TriggerAsync(null, Ct);
            await caller.WaitAsync(status => isTheMoment(sandbox, status.GetProperty("nextIndex").GetInt32()), TimeSpan.FromSeconds(60), Ct);
            await service.KillAsync(Ct);
        }

        sandbox.Faults.Clear();
        var before = sandbox.Journal.Count();
        await using var again = await ServiceProcess.StartAsync(sandbox, _database.File, _settings, Ct);
        using var watcher = new SyncCaller(again.Url);
        await watcher.WaitAsync(_ => sandbox.Journal.Count() > before, _resumesWithin, Ct);
        var end = await watcher.WaitForEndAsync(Ct);

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.Equal(1, end.GetProperty("runId").GetInt64());
        Assert.Equal(await _undisturbed.Value, sandbox.World.TheGuild.Snapshot().Hash);
        Assert.Empty(sandbox.World.TheGuild.WrongMembers());
        Assert.InRange(sandbox.Journal.RepeatedWrites, 0, WritesInFlight.Most(sandbox.Journal));
        Assert.Equal(0, sandbox.Journal.OverlappingWrites);
    }

    private static async Task<string> UndisturbedAsync()
    {
        using var database = new TemporaryDatabase();
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, database.File, _settings, Ct);
        using var caller = new SyncCaller(service.Url);
        await caller.TriggerAsync(null, Ct);
        Assert.Equal("completed", SyncCaller.Phase(await caller.WaitForEndAsync(Ct)));
        return sandbox.World.TheGuild.Snapshot().Hash;
    }
}

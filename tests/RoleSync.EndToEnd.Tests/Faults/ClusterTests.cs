using Npgsql;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Faults;

/// <summary>Two processes that share a PostgreSQL database: the second is there for when the first is not.</summary>
public sealed class ClusterTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    /// <summary>Check-in and misfire threshold of the cluster, the reconciler's period, and as much again for a busy machine.</summary>
    private static readonly TimeSpan _takeover = TimeSpan.FromSeconds(40);

    private static readonly SandboxOptions _options = new()
    {
        Seed = 47,
        Speed = 40,
        Guilds = [new GuildOptions { Members = 1_000, WrongShare = 0.2 }],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task A_run_whose_process_is_gone_is_finished_by_the_other_one_and_by_it_alone(string signal)
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        var settings = new Dictionary<string, string>
        {
            ["ROLESYNC_DATABASE"] = await CreateDatabaseAsync(),
            ["AUTO_CONTINUE_CHUNKS"] = "true",
        };

        // Together, so that they meet at the migrations, too.
        var nodes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ServiceProcess.StartAsync(sandbox, "", settings, Ct)));
        await using var first = nodes[0];
        await using var second = nodes[1];
        using var caller = new SyncCaller(first.Url);
        await caller.TriggerAsync(null, Ct);
        await caller.WaitAsync(_ => sandbox.Journal.WriteCount >= 20, TimeSpan.FromSeconds(30), Ct);

        var (gone, other) = IsAtWork(first) ? (first, second) : (second, first);
        Assert.False(IsAtWork(other));
        gone.Signal(signal);
        using var watcher = new SyncCaller(other.Url);
        await watcher.WaitAsync(_ => IsAtWork(other), _takeover, Ct);
        var end = await watcher.WaitForEndAsync(Ct);
        var writes = sandbox.Journal.WriteCount;

        Assert.True(SyncCaller.Phase(end) == "completed", $"{end}\n{other.Log}");
        Assert.Equal(1, end.GetProperty("runId").GetInt64());
        if (signal == "STOP")
        {
            // It wakes up with requests in its hands and a run that is no longer its own.
            gone.Signal("CONT");
            using var waking = new SyncCaller(gone.Url);
            await WaitUntilOvertakenAsync(waking, gone);
        }

        var inFlight = WritesInFlight.Most(sandbox.Journal);
        Assert.InRange(sandbox.Journal.WriteCount - writes, 0, inFlight);
        Assert.InRange(sandbox.Journal.RepeatedWrites, 0, inFlight);
        Assert.Empty(sandbox.World.TheGuild.WrongMembers());
        Assert.Equal(0, sandbox.Journal.OverlappingWrites);
    }

    /// <summary>A process that is stopped in the middle of a transaction keeps its locks until the server ends it.</summary>
    private async Task<string> CreateDatabaseAsync()
    {
        var connection = await server.CreateDatabaseAsync(Ct);
        await using var database = NpgsqlDataSource.Create(connection);
        var name = new NpgsqlConnectionStringBuilder(connection).Database;
        await using var command = database.CreateCommand($"ALTER DATABASE {name} SET idle_in_transaction_session_timeout = '5s'");
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }

    /// <summary>Until the log says so; where it never does, the log is what to look at.</summary>
    private static async Task WaitUntilOvertakenAsync(SyncCaller caller, ServiceProcess node)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!IsOvertaken(node.Log))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < _takeover, $"It never said that it was overtaken:\n{node.Log}");
            Assert.Equal("completed", SyncCaller.Phase(await caller.StatusAsync(Ct)));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Ct);
        }
    }

    // The second where the database had cut all its connections, and took not even the fault.
    private static bool IsOvertaken(string log) =>
        log.Contains("A newer firing owns the run", StringComparison.Ordinal) || log.Contains("another process has finished it", StringComparison.Ordinal);

    private static bool IsAtWork(ServiceProcess node) => node.Log.Contains("Chunk begins", StringComparison.Ordinal);
}

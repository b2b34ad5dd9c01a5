using Npgsql;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Storage;

namespace RoleSync.EndToEnd.Tests.Faults;

/// <summary>Two processes that share a PostgreSQL database: the second is there for when the first is not.</summary>
public sealed class ClusterTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    /// <summary>Check-in and misfire threshold of the cluster, the reconciler's period, and as much again for a busy machine.</summary>
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(40);

    private static readonly SandboxOptions Options = new()
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
        await using var sandbox = await SandboxServer.StartAsync(Options, Ct);
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
        await watcher.WaitAsync(_ => IsAtWork(other), Takeover, Ct);
        var end = await watcher.WaitForEndAsync(Ct);
        var writes = sandbox.Journal.WriteCount;

        Assert.True(SyncCaller.Phase(end) == "completed", $"{end}\n{other.Log}");
        Assert.Equal(1, end.GetProperty("runId").GetInt64());
        if (signal == "STOP")
        {
            // It wakes up with requests in its hands and a run that is no longer its own.
            gone.Signal("CONT");
            using var waking = new SyncCaller(gone.Url);
            var seen = await waking.WaitAsync(
                _ => gone.Log.Contains("A newer firing owns the run", StringComparison.Ordinal), TimeSpan.FromSeconds(20), Ct);
            Assert.Equal("completed", SyncCaller.Phase(seen));
        }

        Assert.InRange(sandbox.Journal.WriteCount - writes, 0, InFlight(sandbox));
        Assert.InRange(sandbox.Journal.RepeatedWrites, 0, InFlight(sandbox));
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

    /// <summary>The most writes that were in flight at once, as Discord saw them.</summary>
    private static int InFlight(SandboxServer sandbox) =>
        sandbox.Journal.PeakInFlight.Where(peak => peak.Key.Limit is nameof(LimitedRoute.MemberRoles)).Sum(peak => peak.Value);

    private static bool IsAtWork(ServiceProcess node) => node.Log.Contains("Chunk begins", StringComparison.Ordinal);
}

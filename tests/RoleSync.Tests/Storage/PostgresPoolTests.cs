using Microsoft.Extensions.Time.Testing;
using Npgsql;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Runs;
using RoleSync.Testing.Databases;

namespace RoleSync.Tests.Storage;

/// <summary>A process takes a bounded number of PostgreSQL's connections, however many guilds are due in the same minute.</summary>
public sealed class PostgresPoolTests(PostgresServer server)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Host=db;Database=x", 20)]
    [InlineData("Host=db;Maximum Pool Size=7", 7)]
    [InlineData("Host=db;MaxPoolSize=50", 50)]
    [InlineData("Host=db;maximum pool size=150;Username=u", 150)]
    [InlineData("Host=db;Minimum Pool Size=30", 30)]
    public void A_pool_holds_twenty_connections_unless_the_connection_string_says_otherwise(string connection, int size) =>
        Assert.Equal(size, new NpgsqlConnectionStringBuilder(PostgresPool.Bounded(connection)).MaxPoolSize);

    [Theory]
    [InlineData("Host=db;Nonsense=1")]
    [InlineData("Host=db;Port=x")]
    [InlineData("Host")]
    public void A_connection_string_that_cannot_be_read_is_left_to_whoever_explains_it(string connection) =>
        Assert.Equal(connection, PostgresPool.Bounded(connection));

    [Fact]
    public async Task Two_hundred_guilds_that_start_at_once_beside_the_scheduler_stay_within_the_pool_and_all_have_their_run()
    {
        var connection = await server.CreateDatabaseAsync(Ct);
        var database = StorageServices.DatabaseOf(new StorageOptions { Database = connection });
        Assert.Null(await database.PrepareAsync(Ct));
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 2, 0, 0, TimeSpan.Zero));
        var store = new RunStore(database, new RunReasons(clock, new UnstoredPostponements()), clock);
        var name = new NpgsqlConnectionStringBuilder(connection).Database;
        await using var watcher = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Database = "postgres" }.ConnectionString);
        using var ended = new CancellationTokenSource();
        var highest = 0L;
        var watching = Task.Run(
            async () =>
            {
                while (!ended.IsCancellationRequested)
                {
                    await using var count = watcher.CreateCommand($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'");
                    highest = Math.Max(highest, (long)(await count.ExecuteScalarAsync(Ct))!);
                }
            },
            Ct);

        // The scheduler opens connections of its own with the same string.
        var scheduler = Enumerable.Range(0, 60).Select(_ => Task.Run(
            async () =>
            {
                await using var own = new NpgsqlConnection(PostgresPool.Bounded(connection));
                await own.OpenAsync(Ct);
                await using var sleep = new NpgsqlCommand("SELECT pg_sleep(0.02)", own);
                await sleep.ExecuteNonQueryAsync(Ct);
            },
            Ct));
        var starts = Enumerable.Range(1, 200).Select(guild => Task.Run(
            () => store.StartAsync(new RunRequest(new GuildId((ulong)guild), RunKind.Sync, RunTrigger.Cron, 0, 50, ContinuesByItself: true), Ct), Ct));
        Task[] all = [.. scheduler, .. starts];
        await Task.WhenAll(all);
        await ended.CancelAsync();
        await watching;

        Assert.Equal(200, (await store.GuildsToFireAsync(new DateTimeOffset(2026, 11, 1, 2, 0, 1, TimeSpan.Zero), Ct)).Count);
        Assert.InRange(highest, 2, PostgresPool.DefaultSize);
    }
}

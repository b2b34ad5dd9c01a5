using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Core.Runs;
using RoleSync.Storage;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Tests.Storage;

public sealed class SqliteRunStoreTests(SqliteFixture fixture) : RunStoreContract(fixture), IClassFixture<SqliteFixture>
{
    private protected override string MendSql => "DROP TRIGGER broken";

    [Fact]
    public async Task A_checkpoint_waits_for_another_writer_of_the_file()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        await using var scheduler = Database.Open();
        await using var transaction = await scheduler.Database.BeginTransactionAsync(Ct);

        var checkpoint = Task.Run(() => Lease(id, 1).BeginChunkAsync(5, Ct), Ct);
        Assert.Equal(LeaseState.Held, await Lease(id, 1).CheckAsync(Ct));
        await transaction.RollbackAsync(Ct);

        Assert.True(await checkpoint);
    }

    private protected override string BreakSql(long change) =>
        $"CREATE TRIGGER broken BEFORE UPDATE ON changes WHEN OLD.id = {change} BEGIN SELECT RAISE(ABORT, 'broken by the test'); END";

    private protected override async Task<string> ExplainAsync(RoleSyncContext db, DbCommand query)
    {
        await db.Database.OpenConnectionAsync(Ct);
        query.CommandText = $"EXPLAIN QUERY PLAN {query.CommandText}";
        return await ReadPlanAsync(query, column: 3);
    }
}

public sealed class PostgresRunStoreTests(PostgresFixture fixture) : RunStoreContract(fixture), IClassFixture<PostgresFixture>
{
    private protected override string MendSql => "DROP FUNCTION broken CASCADE";

    private protected override string BreakSql(long change) => $"""
        CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken by the test'; END $$;
        CREATE TRIGGER broken BEFORE UPDATE ON changes FOR EACH ROW WHEN (OLD.id = {change}) EXECUTE FUNCTION broken();
        """;

    private protected override async Task<string> ExplainAsync(RoleSyncContext db, DbCommand query)
    {
        // A table of a test is so small that reading all of it is cheapest; nothing but an index is to be left.
        await db.Database.OpenConnectionAsync(Ct);
        await db.Database.ExecuteSqlRawAsync("SET enable_seqscan = off; SET enable_bitmapscan = off", Ct);
        query.CommandText = $"EXPLAIN {query.CommandText}";
        return await ReadPlanAsync(query, column: 0);
    }
}

public sealed class StorageServicesTests
{
    [Theory]
    [InlineData("Data Source=runs.db", typeof(SqliteDatabase))]
    [InlineData("Host=localhost;Database=runs", typeof(PostgresDatabase))]
    public void The_connection_string_decides_on_the_database_of_the_store(string connection, Type expected)
    {
        var services = new ServiceCollection();
        services.AddStorage().Configure<StorageOptions>(options => options.Database = connection);
        using var provider = services.BuildServiceProvider(validateScopes: true);

        Assert.IsType(expected, provider.GetRequiredService<Database>());
        Assert.NotNull(provider.GetRequiredService<RunStore>());
    }
}

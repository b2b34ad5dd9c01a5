using Microsoft.Data.Sqlite;
using RoleSync.Storage;
using RoleSync.Storage.Databases;
using RoleSync.Testing.Databases;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace RoleSync.Tests.Storage;

/// <summary>A database of a test class, prepared; every test in it works with a guild of its own.</summary>
public abstract class StoreFixture : IAsyncLifetime
{
    internal Database Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = StorageServices.DatabaseOf(new StorageOptions { Database = await ConnectionAsync() });
        Assert.Null(await Database.PrepareAsync(TestContext.Current.CancellationToken));
    }

    public abstract ValueTask DisposeAsync();

    protected abstract Task<string> ConnectionAsync();
}

public sealed class SqliteFixture : StoreFixture
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rolesync-store-");

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    protected override Task<string> ConnectionAsync() => Task.FromResult($"Data Source={Path.Combine(_folder.FullName, "runs.db")}");
}

public sealed class PostgresFixture(PostgresServer server) : StoreFixture
{
    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected override Task<string> ConnectionAsync() => server.CreateDatabaseAsync(TestContext.Current.CancellationToken);
}

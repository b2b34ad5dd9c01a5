using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RoleSync.Storage;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;
using RoleSync.Testing.Databases;

namespace RoleSync.Tests.Storage;

public sealed class SqlitePrepareTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rolesync-prepare-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "runs.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_new_file_gets_its_tables_and_a_second_start_finds_them()
    {
        Assert.Null(await PrepareAsync());
        Assert.Null(await PrepareAsync());

        Assert.Equal("wal", await ScalarAsync("PRAGMA journal_mode"));
        Assert.Equal(2L, await ScalarAsync("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('runs', 'changes')"));
    }

    [Fact]
    public async Task Two_processes_that_start_on_a_new_file_at_once_both_find_it_ready()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PrepareAsync(), Ct)));

        Assert.All(answers, Assert.Null);
    }

    [Fact]
    public async Task A_connection_of_the_store_waits_for_locks_and_not_for_the_disk()
    {
        await PrepareAsync();
        await using var db = StorageServices.DatabaseOf(new StorageOptions { Database = $"Data Source={File}" }).Open();

        Assert.Equal(1L, await db.Database.SqlQueryRaw<long>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(Ct));
        Assert.Equal(2000L, await db.Database.SqlQueryRaw<long>("SELECT timeout AS Value FROM pragma_busy_timeout").SingleAsync(Ct));
    }

    [Fact]
    public async Task A_locked_file_is_named_and_waited_for()
    {
        await PrepareAsync();
        await using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        await other.OpenAsync(Ct);
        await using (var transaction = await other.BeginTransactionAsync(Ct))
        {
            AssertSays(await PrepareAsync(), "is locked by another process", File);

            var waiting = Task.Run(() => PrepareAsync(), Ct);
            await transaction.RollbackAsync(Ct);
            Assert.Null(await waiting);
        }
    }

    [Fact]
    public async Task A_read_only_database_is_named()
    {
        await PrepareAsync();

        AssertSays(await PrepareAsync($"Data Source={File};Mode=ReadOnly"), "cannot be written", File);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_named()
    {
        var file = Path.Combine(_folder, "missing", "runs.db");

        AssertSays(await PrepareAsync($"Data Source={file}"), "does not exist", Path.Combine(_folder, "missing"));
    }

    [Fact]
    public async Task A_folder_in_place_of_the_file_is_named()
    {
        Directory.CreateDirectory(File);

        AssertSays(await PrepareAsync(), "is a folder", File);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named_and_left_alone()
    {
        var text = string.Concat(Enumerable.Repeat("This is a letter to my aunt.\n", 100));
        await System.IO.File.WriteAllTextAsync(File, text, Ct);

        AssertSays(await PrepareAsync(), "is no SQLite database", File);

        Assert.Equal(text, await System.IO.File.ReadAllTextAsync(File, Ct));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_named_and_left_alone()
    {
        await PrepareAsync();
        await ScalarAsync("INSERT INTO rolesync_migrations VALUES ('29991231235959_Later', '99.0.0')");
        await ScalarAsync("DROP INDEX losses_of_guild");

        AssertSays(await PrepareAsync(), "comes from a newer version", "29991231235959_Later");

        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM sqlite_schema WHERE name = 'losses_of_guild'"));
    }

    [Theory]
    [InlineData("Data Source=:memory:", "forgets every run")]
    [InlineData("Data Source=x;Mode=Memory", "forgets every run")]
    [InlineData("", "forgets every run")]
    [InlineData("Datei=x.db", "no SQLite connection string")]
    public async Task A_connection_string_that_names_no_file_is_refused(string connection, string why)
    {
        AssertSays(await PrepareAsync(connection), why, "Data Source=rolesync.db");
    }

    [Fact]
    public void The_migrations_make_the_model()
    {
        using var db = new SqliteRoleSyncContext(SqliteDatabase.Options("Data Source=design.db"));

        Assert.False(db.Database.HasPendingModelChanges());
    }

    private static void AssertSays(string? answer, string what, string where)
    {
        Assert.Contains(what, answer, StringComparison.Ordinal);
        Assert.Contains(where, answer, StringComparison.Ordinal);
    }

    private Task<string?> PrepareAsync(string? connection = null) =>
        StorageServices.DatabaseOf(new StorageOptions { Database = connection ?? $"Data Source={File}" }).PrepareAsync(Ct);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File}");
        await connection.OpenAsync(Ct);
        await using var command = new SqliteCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}

public sealed class PostgresPrepareTests(PostgresServer server)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_database_gets_its_tables_and_a_second_start_finds_them()
    {
        var connection = await server.CreateDatabaseAsync(Ct);

        Assert.Null(await PrepareAsync(connection));
        Assert.Null(await PrepareAsync(connection));
    }

    [Fact]
    public async Task Two_processes_that_start_on_a_new_database_at_once_both_find_it_ready()
    {
        var connection = await server.CreateDatabaseAsync(Ct);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PrepareAsync(connection), Ct)));

        Assert.All(answers, Assert.Null);
    }

    [Fact]
    public async Task A_refused_password_is_named_but_not_told()
    {
        var connection = (await server.CreateDatabaseAsync(Ct)).Replace(PostgresServer.Password, "hunter2", StringComparison.Ordinal);

        var answer = await PrepareAsync(connection);

        Assert.Contains("refuses the user postgres", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named()
    {
        var answer = await PrepareAsync("Host=127.0.0.1;Port=1;Database=runs;Username=me;Password=hunter2");

        Assert.Contains("No PostgreSQL server answers at 127.0.0.1:1", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Root Certificate", "SSL Mode=VerifyFull;")]
    [InlineData("SSL Certificate", "")]
    [InlineData("SSL Key", "")]
    [InlineData("Passfile", "")]
    public async Task A_file_that_an_option_names_and_that_is_missing_is_named(string option, string more)
    {
        var answer = await PrepareAsync($"Host=127.0.0.1;Port=1;Password=hunter2;{more}{option}=/no/such/file.pem");

        Assert.Contains($"the option {option}, and there is no file /no/such/file.pem", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSL Mode=hunter2")]
    [InlineData("Channel Binding=hunter2")]
    [InlineData("Target Session Attributes=hunter2")]
    [InlineData("Encoding=hunter2")]
    [InlineData("Minimum Pool Size=30;Maximum Pool Size=5;Password=hunter2")]
    [InlineData("Port=99999;Password=hunter2")]
    public async Task An_option_that_cannot_work_is_a_sentence_and_its_value_is_not_told(string options)
    {
        var answer = await PrepareAsync($"Host=127.0.0.1;Timeout=2;{options}");

        Assert.NotNull(answer);
        Assert.DoesNotContain("hunter2", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_string_that_cannot_be_read_is_refused_without_being_told()
    {
        var answer = await PrepareAsync("Host=127.0.0.1;Port=hunter2");

        Assert.Contains("no PostgreSQL connection string", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_named()
    {
        var connection = await server.CreateDatabaseAsync(Ct);
        await PrepareAsync(connection);
        await using (var db = StorageServices.DatabaseOf(new StorageOptions { Database = connection }).Open())
        {
            await db.Database.ExecuteSqlRawAsync("INSERT INTO rolesync_migrations VALUES ('29991231235959_Later', '99.0.0')", Ct);
        }

        var answer = await PrepareAsync(connection);

        Assert.Contains("comes from a newer version", answer, StringComparison.Ordinal);
        Assert.Contains("29991231235959_Later", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_migrations_make_the_model()
    {
        using var db = new PostgresRoleSyncContext(PostgresDatabase.Options("Host=localhost;Database=design"));

        Assert.False(db.Database.HasPendingModelChanges());
    }

    private static Task<string?> PrepareAsync(string connection) =>
        StorageServices.DatabaseOf(new StorageOptions { Database = connection }).PrepareAsync(Ct);
}

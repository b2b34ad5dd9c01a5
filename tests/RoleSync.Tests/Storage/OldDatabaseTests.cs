using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Time.Testing;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Storage;
using RoleSync.Storage.Runs;
using RoleSync.Storage.Tables;
using RoleSync.Testing.Databases;

namespace RoleSync.Tests.Storage;

/// <summary>A database whose rows were written when a sentence still said what a column says now.</summary>
public sealed class OldDatabaseTests(PostgresServer server) : IDisposable
{
    private const string TheOneBefore = "20261125143000_FaultsAndSchedules";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rolesync-old-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public Task Rows_of_an_old_SQLite_file_keep_their_meaning() =>
        RowsKeepTheirMeaningAsync($"Data Source={Path.Combine(_folder.FullName, "runs.db")}");

    [Fact]
    public async Task Rows_of_an_old_PostgreSQL_database_keep_their_meaning() =>
        await RowsKeepTheirMeaningAsync(await server.CreateDatabaseAsync(Ct));

    private static async Task RowsKeepTheirMeaningAsync(string connection)
    {
        var database = StorageServices.DatabaseOf(new StorageOptions { Database = connection });
        await using (var db = database.Open())
        {
            await db.GetService<IMigrator>().MigrateAsync(TheOneBefore, Ct);
            await AddRunAsync(db, 1, RunKind.DryRun, "Of the changes that are needed 1 cannot be made. Would be held: too many.");
            await AddRunAsync(db, 2, RunKind.DryRun, "Nobody was demoted.");
            await AddRunAsync(db, 3, RunKind.Sync, "Would be held: a sync never says so.");
            await AddChangeAsync(db, 3, 0, 71, kind: 1, "score 1640", "none -> Known");
            await AddChangeAsync(db, 3, 1, 72, kind: 1, "score 1940", "Known -> Established");
            await AddChangeAsync(db, 3, 2, 71, kind: 2, "score 1940", "Known -> Established");
            await AddChangeAsync(db, 3, 3, 71, kind: 2, "no Ethos profile", "Known -> none");
            await AddChangeAsync(db, 3, 4, 71, kind: 2, "score 1200", "Known -> Never seen");
        }

        Assert.Null(await database.PrepareAsync(Ct));

        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(20));
        var runs = new RunStore(database, new RunReasons(clock, new UnstoredPostponements()), clock);
        var journal = new ChangeJournal(database);
        bool[] held = [await WouldBeHeldAsync(1), await WouldBeHeldAsync(2), await WouldBeHeldAsync(3)];
        Assert.Equal([true, false, false], held);
        var changes = (await journal.ChangesAsync(new RunId(3), 0, 10, null, null, Ct)).Select(item => item.Change).ToList();
        Assert.Equal<RoleId?>([null, new(71), new(72), null, null], changes.Select(change => change.OtherTier));
        Assert.Equal([false, false, false, true, false], changes.Select(change => change.ForAbsence));
        Assert.Equal(1, await journal.AbsentLosersAsync(new RunId(3), Ct));

        async Task<bool> WouldBeHeldAsync(long id) => (await runs.FindAsync(new RunId(id), Ct))!.WouldBeHeld;
    }

    private static Task<int> AddRunAsync(RoleSyncContext db, long id, RunKind kind, string note) => db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO runs (id, guild, kind, trigger, phase, start_index, chunk_size, continues_by_itself, stop_requested, awaits_approval, epoch, listed, total,
            next_index, chunks, planned, applied, failed, refused, skipped, unknown, known, losing, awaiting, created_at, ended_at, note)
        VALUES ({id}, 5, {(int)kind}, 1, 5, 0, 10, TRUE, FALSE, FALSE, 1, 9, 9, 9, 1, 5, 0, 0, 0, 0, 0, 9, 1, 0, 1000, 2000, {note})
        """,
        Ct);

    private static Task<int> AddChangeAsync(RoleSyncContext db, long run, int index, long role, int kind, string cause, string transition) => db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO changes (id, guild, member, role, kind, direction, is_tier, cause, transition, outcome, planned_at)
        VALUES ({ChangeId.Of(new RunId(run), index, 0)}, 5, {100 + index}, {role}, {kind}, {kind}, TRUE, {cause}, {transition}, 0, 1000)
        """,
        Ct);
}

using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using RoleSync.Storage.Tables;
using SQLitePCL;

namespace RoleSync.Storage.Databases;

/// <summary>Runs in a SQLite file. The scheduler writes to the same file through connections of its own, so every transaction is short.</summary>
internal sealed class SqliteDatabase : Database, IDisposable
{
    /// <summary>How long a start waits for a file that another process has locked.</summary>
    private const int SecondsToWaitAtStart = 4;

    private static readonly string[] _parameters = [.. Enumerable.Range(1, 17).Select(i => $"${i}")];

    private readonly string _connection;
    private readonly Lazy<PooledDbContextFactory<SqliteRoleSyncContext>> _contexts;
    private ProcessLock? _lock;

    public SqliteDatabase(string connection)
    {
        _connection = connection;
        _contexts = new(() => new PooledDbContextFactory<SqliteRoleSyncContext>(Options(SqliteLocation.Normalize(_connection))));
    }

    /// <inheritdoc/>
    public override RoleSyncContext Open() => _contexts.Value.CreateDbContext();

    /// <inheritdoc/>
    public override bool IsDuplicate(Exception fault) =>
        (fault as SqliteException ?? fault.InnerException as SqliteException)?.SqliteExtendedErrorCode == raw.SQLITE_CONSTRAINT_UNIQUE;

    /// <inheritdoc/>
    public override async Task InsertAsync(RoleSyncContext db, IReadOnlyList<ChangeRow> changes, CancellationToken ct)
    {
        // One statement, prepared once: there is no way to the server that a batch could save.
        await using var insert = new SqliteCommand(
            $"INSERT INTO changes ({ChangeRow.Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
            (SqliteConnection)db.Database.GetDbConnection(),
            (SqliteTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
        foreach (var change in changes)
        {
            insert.Parameters.Clear();
            object?[] values =
            [
                change.Id, change.Guild, change.Member, change.Role, (int)change.Kind, (int)change.Direction, change.IsTier, change.Cause,
                change.Transition, change.Obstacle, (int)change.Outcome, change.Note, change.PlannedAt, change.EndedAt,
                change.ForAbsence, change.OtherTier, change.ForStray,
            ];
            for (var i = 0; i < values.Length; i++)
            {
                insert.Parameters.AddWithValue(_parameters[i], values[i] ?? DBNull.Value);
            }

            await insert.ExecuteNonQueryAsync(ct);
        }
    }

    /// <inheritdoc/>
    public override string? Claim()
    {
        if (_lock is not null || SqliteLocation.Read(_connection) is not SqliteLocation.Found { Target: var target })
        {
            return null;
        }

        var file = MakePrivate(target);
        var attempt = ProcessLock.Take(file);
        _lock = (attempt as LockAttempt<ProcessLock>.Held)?.Lock;
        return attempt is LockAttempt<ProcessLock>.InUse ? ProcessLock.InUse(file) : null;
    }

    private static string? ProblemOf(SqliteLocation location) => (location as SqliteLocation.Unusable)?.Why;

    /// <summary>Gives the file free.</summary>
    public void Dispose() => _lock?.Dispose();

    /// <inheritdoc/>
    public override async Task<DatabaseProbe> ProbeAsync(CancellationToken ct)
    {
        var location = SqliteLocation.Read(_connection);
        if (location is not SqliteLocation.Found { Target: var target })
        {
            return new DatabaseProbe(ProblemOf(location));
        }

        try
        {
            return File.Exists(target.File) ? await ProbeAsync(target.Connection, target.File, ct) : NotYet(target.File);
        }
        catch (SqliteException fault)
        {
            return new DatabaseProbe(Explain(fault, target.File));
        }
        catch (UnauthorizedAccessException)
        {
            return new DatabaseProbe(ReadOnly(target.File));
        }
        catch (Exception fault) when (fault is InvalidOperationException or NotSupportedException)
        {
            return new DatabaseProbe(Unsupported(fault));
        }
    }

    /// <inheritdoc/>
    public override async Task<string?> PrepareAsync(CancellationToken ct)
    {
        var location = SqliteLocation.Read(_connection);
        if (location is not SqliteLocation.Found { Target: var target })
        {
            return ProblemOf(location);
        }

        MakePrivate(target);
        target.Connection.DefaultTimeout = SecondsToWaitAtStart;

        // Not from the pool: a connection that failed to start must not keep the file open.
        target.Connection.Pooling = false;
        try
        {
            return await PrepareAsync(target.Connection.ConnectionString, target.File, ct);
        }
        catch (SqliteException fault)
        {
            return Explain(fault, target.File);
        }
        catch (Exception fault) when (fault is InvalidOperationException or NotSupportedException)
        {
            return Unsupported(fault);
        }
    }

    /// <summary>The options of every context on this file.</summary>
    public static DbContextOptions<SqliteRoleSyncContext> Options(string connection) =>
        new DbContextOptionsBuilder<SqliteRoleSyncContext>()
            .UseSqlite(connection, sqlite => sqlite.MigrationsAssembly(RoleSyncContext.MigrationsAssembly).MigrationsHistoryTable(RoleSyncContext.MigrationsTable))
            .AddInterceptors(new Pragmas())

            // The migration runs in our own transaction, see PrepareAsync.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.MigrationsUserTransactionWarning))
            .EnableThreadSafetyChecks(false)
            .Options;

    private static async Task<string?> PrepareAsync(string connection, string file, CancellationToken ct)
    {
        await using var db = new SqliteRoleSyncContext(Options(connection));
        await db.Database.OpenConnectionAsync(ct);
        if (raw.sqlite3_db_readonly(((SqliteConnection)db.Database.GetDbConnection()).Handle, "main") == 1)
        {
            return ReadOnly(file);
        }

        // Written to the file, so it holds for every later connection: readers and the one writer do not wait for each other.
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", ct);

        // One immediate transaction around all of it: it keeps other processes out and leaves nothing behind when the process is
        // killed. EF Core's own lock is a row that would outlive a killed process for ever.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var fault = await MigrateAsync(db, file, ct);
        if (fault is null)
        {
            await transaction.CommitAsync(ct);
        }

        return fault;
    }

    private static async Task<DatabaseProbe> ProbeAsync(SqliteConnectionStringBuilder target, string file, CancellationToken ct)
    {
        target.DefaultTimeout = SecondsToWaitAtStart;
        target.Pooling = false;
        await using var db = new SqliteRoleSyncContext(Options(target.ConnectionString));
        await db.Database.OpenConnectionAsync(ct);
        if (raw.sqlite3_db_readonly(((SqliteConnection)db.Database.GetDbConnection()).Handle, "main") == 1)
        {
            return new DatabaseProbe(ReadOnly(file));
        }

        // It takes the right to write and gives it back: nothing is changed, and a running service waits for a moment at most.
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            await transaction.RollbackAsync(ct);
        }

        return await CompareAsync(db, file, ct);
    }

    /// <summary>A file that is not there yet: whether the start could make it.</summary>
    private static DatabaseProbe NotYet(string file)
    {
        File.Create($"{file}.{Guid.NewGuid():N}", 1, FileOptions.DeleteOnClose).Dispose();
        return DatabaseProbe.Good;
    }

    /// <summary>Makes the file, where the connection may, so that nobody but its owner ever reads it or what SQLite keeps beside it.</summary>
    /// <returns>The file itself: what a link leads to.</returns>
    private static string MakePrivate(SqliteTarget target)
    {
        var file = Resolve(target.File);
        if (target.Connection.Mode == SqliteOpenMode.ReadWriteCreate)
        {
            PrivateFile.Create(file);
        }

        foreach (var part in new[] { "", "-wal", "-shm", "-journal", ".lock" })
        {
            PrivateFile.Tighten(file + part);
        }

        return file;
    }

    private static string Resolve(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return file;
        }
    }

    private static string Unsupported(Exception fault) =>
        $"ROLESYNC_DATABASE asks for something that the SQLite of this build does not support: {fault.Message} Write Data Source=FILE and nothing else.";

    private static string Explain(SqliteException fault, string file) => fault.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            $"The database {file} is locked by another process. Stop the other rolesync (or the tool that has the file open), then start again.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM => ReadOnly(file),
        raw.SQLITE_CANTOPEN =>
            $"The database {file} cannot be opened. Check that this user may read and write the file and its folder.",
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT =>
            $"The file {file} is no SQLite database, or a damaged one. Name another file in ROLESYNC_DATABASE, or put a backup in its place.",
        raw.SQLITE_FULL =>
            $"There is no room left for the database {file}. Free some space on its disk, then start again.",
        _ => $"The database {file} cannot be used: {fault.Message} Check the disk and the file, or name another file in ROLESYNC_DATABASE.",
    };

    private static string ReadOnly(string file) =>
        $"The database {file} cannot be written: it, its folder, or its connection is read-only. Give this user the right to write to "
        + "the file and to its folder, and take Mode=ReadOnly out of ROLESYNC_DATABASE.";

    /// <summary>What SQLite forgets when a connection closes.</summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        // With a write-ahead log, NORMAL loses no commit when the process is killed; only a power cut may take the last few. That is
        // harmless here, because a role write that is sent again changes nothing. FULL would wait for the disk at every member.
        // busy_timeout: SQLite polls a lock every few milliseconds by itself; without it the provider looks again every 150 ms.
        private const string Sql = "PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;";

        // A pooled connection opens many times over one handle, and the handle remembers.
        private readonly ConditionalWeakTable<sqlite3, object> _set = [];

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            if (!_set.TryAdd(((SqliteConnection)connection).Handle!, Sql))
            {
                return;
            }

            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
        }

        // SQLite has no asynchronous calls: its provider would do the same under another name.
        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }
    }
}

using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using RoleSync.Simulation.Planting;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;
using SQLitePCL;

namespace RoleSync.Simulation.Service;

/// <summary>
/// The product's SQLite store on a real file, with the same statements, transactions and constraints. Replaced by this: (1) the lock that keeps
/// a second process from the file, because two processes on one file are how PostgreSQL's semantics are served: what keeps them apart there
/// (the run's epoch in every guarded UPDATE, the unique index of one active run, short transactions) is in the statements and the schema, which are
/// the same, and SQLite's one writer at a time gives the serialised updates that row locks give there; not served are PostgreSQL's
/// reads of older snapshots beside a writer; (2) the wait for the disk, since no power fails here; (3) the migration, done once for all
/// histories. Added: every opening, statement and commit passes the process, which may freeze or die there, and the database may refuse.
/// </summary>
internal sealed class SimulatedDatabase(string file, Process process, DatabaseHealth health, StatementFault? planted) : Database, IDisposable
{
    private readonly SqliteDatabase _real = new(Connection(file));
    private readonly PooledDbContextFactory<SqliteRoleSyncContext> _contexts = new(
        new DbContextOptionsBuilder<SqliteRoleSyncContext>(SqliteDatabase.Options(Connection(file)))
            .AddInterceptors(new Openings(process, health), new Statements(process, health, planted), new Transactions(process)).Options);

    /// <summary>How the file is opened: not from the pool of the process, so that a file can be deleted when its history is over.</summary>
    public static string Connection(string file) => $"Data Source={file};Default Timeout=1";

    public override RoleSyncContext Open() => _contexts.CreateDbContext();

    public override Task<string?> PrepareAsync(CancellationToken ct) => Task.FromResult<string?>(null);

    public override Task<DatabaseProbe> ProbeAsync(CancellationToken ct) => _real.ProbeAsync(ct);

    public override bool IsDuplicate(Exception fault) => _real.IsDuplicate(fault);

    public override Task InsertAsync(RoleSyncContext db, IReadOnlyList<ChangeRow> changes, CancellationToken ct) => _real.InsertAsync(db, changes, ct);

    public void Dispose() => _real.Dispose();

    private sealed class Openings(Process process, DatabaseHealth health) : DbConnectionInterceptor
    {
        // A pooled connection opens many times over one handle, and the handle remembers.
        private readonly ConditionalWeakTable<sqlite3, object> _set = [];

        public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            await process.PassAsync("open the database");
            health.ThrowIfAway();
            return result;
        }

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (_set.TryAdd(((SqliteConnection)connection).Handle!, connection))
            {
                using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA synchronous = OFF";
                command.ExecuteNonQuery();
            }

            return Task.CompletedTask;
        }
    }

    private sealed class Statements(Process process, DatabaseHealth health, StatementFault? planted) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            command.CommandText = planted?.Change(command.CommandText) ?? command.CommandText;
            process.Touch("change rows");
            health.ThrowIfReadOnly();
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            command.CommandText = planted?.Change(command.CommandText) ?? command.CommandText;
            process.Touch("read rows");
            if (!command.CommandText.StartsWith("SELECT", StringComparison.Ordinal))
            {
                health.ThrowIfReadOnly();
            }

            return ValueTask.FromResult(result);
        }
    }

    private sealed class Transactions(Process process) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            process.Touch("commit");
            return ValueTask.FromResult(result);
        }

        public override async Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
            await process.PassAsync("committed");
    }
}

/// <summary>Whether the database takes what it is given.</summary>
internal sealed class DatabaseHealth
{
    /// <summary>It cannot be reached at all.</summary>
    public bool IsAway { get; set; }

    /// <summary>It can be read and refuses every change: a full disk, a standby.</summary>
    public bool IsReadOnly { get; set; }

    public void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new SqliteException("unable to open database file", 14);
        }
    }

    public void ThrowIfReadOnly()
    {
        if (IsAway || IsReadOnly)
        {
            throw new SqliteException("database or disk is full", 13);
        }
    }
}

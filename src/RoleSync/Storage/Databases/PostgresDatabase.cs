using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Databases;

/// <summary>Runs in a PostgreSQL database, which several processes may share.</summary>
internal sealed class PostgresDatabase : Database
{
    /// <summary>Any number that nobody else takes for a lock of the same database.</summary>
    private const long MigrationLock = 7_316_205_418_203;

    private readonly string _connection;
    private readonly Lazy<PooledDbContextFactory<PostgresRoleSyncContext>> _contexts;

    public PostgresDatabase(string connection)
    {
        _connection = PostgresPool.Bounded(connection);
        _contexts = new(() => new PooledDbContextFactory<PostgresRoleSyncContext>(Options(_connection)));
    }

    /// <summary>The keys of a connection string that are unknown or have a value that cannot be. Never the values: one of them may be the password.</summary>
    private static IEnumerable<string> Unusable(string connection)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connection };
        return parts.Keys.Cast<string>().Where(key => !Takes(key, parts[key]));
    }

    private static bool Takes(string key, object value)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder { [key] = value };
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>A file that an option names and that is not there: Npgsql tells of it late, or as a handshake that failed.</summary>
    private static string? MissingFile(NpgsqlConnectionStringBuilder target) => new[]
    {
        ("Root Certificate", target.RootCertificate), ("SSL Certificate", target.SslCertificate), ("SSL Key", target.SslKey), ("Passfile", target.Passfile),
    }
        .Where(option => !string.IsNullOrEmpty(option.Item2) && !File.Exists(option.Item2))
        .Select(option => $"ROLESYNC_DATABASE has the option {option.Item1}, and there is no file {option.Item2}. Correct the path, or take the option away.")
        .FirstOrDefault();

    /// <inheritdoc/>
    public override RoleSyncContext Open() => _contexts.Value.CreateDbContext();

    /// <inheritdoc/>
    public override bool IsDuplicate(Exception fault) =>
        (fault as PostgresException ?? fault.InnerException as PostgresException)?.SqlState == PostgresErrorCodes.UniqueViolation;

    /// <inheritdoc/>
    public override async Task InsertAsync(RoleSyncContext db, IReadOnlyList<ChangeRow> changes, CancellationToken ct)
    {
        await using var copy = await ((NpgsqlConnection)db.Database.GetDbConnection())
            .BeginBinaryImportAsync($"COPY changes ({ChangeRow.Columns}) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var change in changes)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(change.Id, ct);
            await copy.WriteAsync(change.Guild, ct);
            await copy.WriteAsync(change.Member, ct);
            await copy.WriteAsync(change.Role, ct);
            await copy.WriteAsync((short)change.Kind, ct);
            await copy.WriteAsync((short)change.Direction, ct);
            await copy.WriteAsync(change.IsTier, ct);
            await copy.WriteAsync(change.Cause, ct);
            await copy.WriteAsync(change.Transition, ct);
            await copy.WriteAsync(change.Obstacle, ct);
            await copy.WriteAsync((short)change.Outcome, ct);
            await copy.WriteAsync(change.Note, ct);
            await copy.WriteAsync(change.PlannedAt, ct);
            await copy.WriteAsync(change.EndedAt, ct);
            await copy.WriteAsync(change.ForAbsence, ct);
            await copy.WriteAsync(change.OtherTier, ct);
            await copy.WriteAsync(change.ForStray, ct);
        }

        await copy.CompleteAsync(ct);
    }

    /// <inheritdoc/>
    public override Task<string?> PrepareAsync(CancellationToken ct) => ReachAsync((db, where) => MigrateInTurnAsync(db, where, ct), problem => problem);

    /// <inheritdoc/>
    public override Task<DatabaseProbe> ProbeAsync(CancellationToken ct) => ReachAsync(
        async (db, where) => await db.Database.SqlQueryRaw<string>("SELECT current_setting('transaction_read_only') AS \"Value\"").SingleAsync(ct) == "on"
            ? new DatabaseProbe($"The database {where} cannot be written: its server, or this user, is read-only. Name the primary server in ROLESYNC_DATABASE.")
            : await CompareAsync(db, where, ct),
        problem => new DatabaseProbe(problem));

    /// <summary>
    /// Processes that start at once migrate one after the other. EF Core's own lock is let go between two migrations, and a second
    /// process then works from a list of missing ones that is no longer true.
    /// </summary>
    private static async Task<string?> MigrateInTurnAsync(RoleSyncContext db, string where, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        await db.Database.ExecuteSqlRawAsync($"SELECT pg_advisory_lock({MigrationLock})", ct);
        try
        {
            return await MigrateAsync(db, where, ct);
        }
        finally
        {
            await db.Database.ExecuteSqlRawAsync($"SELECT pg_advisory_unlock({MigrationLock})", CancellationToken.None);
        }
    }

    /// <summary>Does the work over a context of its own, or explains why the server cannot be reached.</summary>
    private async Task<T> ReachAsync<T>(Func<RoleSyncContext, string, Task<T>> work, Func<string, T> explain)
    {
        NpgsqlConnectionStringBuilder target;
        try
        {
            target = new NpgsqlConnectionStringBuilder(_connection);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            // The fault's own text may quote a value, and a value may be the password.
            var options = string.Join(", ", Unusable(_connection));
            return explain($"ROLESYNC_DATABASE is no PostgreSQL connection string{(options.Length > 0 ? $": mend or take away {options}" : "")}. It looks like "
                + "Host=localhost;Database=rolesync;Username=rolesync;Password=...");
        }

        var where = $"{target.Database ?? target.Username} on {target.Host}:{target.Port}";
        if (MissingFile(target) is { } missing)
        {
            return explain(missing);
        }

        try
        {
            await using var db = Open();
            return await work(db, where);
        }
        catch (Exception fault) when (Cause(fault) is { } cause)
        {
            return explain(Explain(cause, target, where));
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException or InvalidOperationException or IOException or UnauthorizedAccessException or AuthenticationException or CryptographicException)
        {
            // Options that contradict each other, or name files that cannot be read. The fault's own text may quote a value.
            return explain($"ROLESYNC_DATABASE has options that cannot be used together or here ({fault.GetType().Name}), so the database {where} was not asked. "
                + "Leave Host, Port, Database, Username and Password, then add the others one by one.");
        }
    }

    /// <summary>The options of every context on this database.</summary>
    public static DbContextOptions<PostgresRoleSyncContext> Options(string connection) =>
        new DbContextOptionsBuilder<PostgresRoleSyncContext>()
            .UseNpgsql(connection, postgres => postgres.MigrationsAssembly(RoleSyncContext.MigrationsAssembly).MigrationsHistoryTable(RoleSyncContext.MigrationsTable))
            .EnableThreadSafetyChecks(false)
            .Options;

    private static NpgsqlException? Cause(Exception fault) => fault as NpgsqlException ?? fault.InnerException as NpgsqlException;

    private static string Explain(NpgsqlException fault, NpgsqlConnectionStringBuilder target, string where) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            $"PostgreSQL at {target.Host}:{target.Port} refuses the user {target.Username}. Check Username and Password in ROLESYNC_DATABASE.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"PostgreSQL at {target.Host}:{target.Port} has no database {target.Database}. Create it: createdb {target.Database}.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused =>
            $"The user {target.Username} may not create or change tables in the database {where} ({refused.MessageText}). Make it the database's owner.",
        PostgresException other =>
            $"The database {where} cannot be used: {other.MessageText} (SQLSTATE {other.SqlState}).",
        { InnerException: SocketException or TimeoutException } =>
            $"No PostgreSQL server answers at {target.Host}:{target.Port} ({fault.InnerException.Message}). Start it, or correct Host and Port in ROLESYNC_DATABASE.",
        _ => $"The database {where} cannot be reached: {fault.Message}. Check the server, and the connection string in ROLESYNC_DATABASE.",
    };
}

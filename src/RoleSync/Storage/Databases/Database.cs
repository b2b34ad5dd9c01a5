using Microsoft.EntityFrameworkCore;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Databases;

/// <summary>The database that keeps the runs: SQLite or PostgreSQL.</summary>
internal abstract class Database
{
    /// <summary>A pooled context; disposing it gives it back.</summary>
    public abstract RoleSyncContext Open();

    /// <summary>Opens the database, creates it where it can, and brings its tables up to date. To be called once, before anything else.</summary>
    /// <returns>Null when it is ready; else what is wrong, where, and what to do, as sentences without a secret.</returns>
    public abstract Task<string?> PrepareAsync(CancellationToken ct);

    /// <summary>
    /// Takes the database for this process alone where only one may have it, until this is disposed or the process ends in whatever way.
    /// To be called before <see cref="PrepareAsync"/>.
    /// </summary>
    /// <returns>Null when it is taken, or when any number of processes may share it; else a sentence that says who has it.</returns>
    public virtual string? Claim() => null;

    /// <summary>Looks whether the database can be written and has the tables of this version, without changing it and without <see cref="Claim"/>.</summary>
    public abstract Task<DatabaseProbe> ProbeAsync(CancellationToken ct);

    /// <summary>Whether the database refused a row because a unique index already has one like it.</summary>
    public abstract bool IsDuplicate(Exception fault);

    /// <summary>Adds changes within the context's transaction, past EF Core's change tracking: a plan over a million members has fifty thousand of them.</summary>
    public abstract Task InsertAsync(RoleSyncContext db, IReadOnlyList<ChangeRow> changes, CancellationToken ct);

    /// <summary>Does the work in one transaction. Where the work answers false, or throws, nothing of it stays.</summary>
    public async Task<bool> WriteAsync(Func<RoleSyncContext, Task<bool>> work, CancellationToken ct)
    {
        await using var db = Open();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await work(db))
        {
            return false;
        }

        // Once the work is done, a caller that gives up must not leave it unknown whether it was stored.
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    /// <summary>Applies the migrations that are missing; a sentence when the tables come from a newer version.</summary>
    protected static async Task<string?> MigrateAsync(RoleSyncContext db, string where, CancellationToken ct)
    {
        if (Newer(db, await db.Database.GetAppliedMigrationsAsync(ct), where) is { } newer)
        {
            return newer;
        }

        await db.Database.MigrateAsync(ct);
        return null;
    }

    /// <summary>Compares the tables with those of this version.</summary>
    protected static async Task<DatabaseProbe> CompareAsync(RoleSyncContext db, string where, CancellationToken ct)
    {
        var applied = (await db.Database.GetAppliedMigrationsAsync(ct)).ToList();
        var missing = db.Database.GetMigrations().Except(applied).Count();
        return Newer(db, applied, where) is { } newer ? new DatabaseProbe(newer)
            : missing == 0 ? DatabaseProbe.Current
            : new DatabaseProbe(Note: $"The tables of the database {where} are older than this version: the next start of \"rolesync serve\" brings them up to date.");
    }

    private static string? Newer(RoleSyncContext db, IEnumerable<string> applied, string where)
    {
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        return applied.FirstOrDefault(migration => !known.Contains(migration)) is { } newer
            ? $"The database {where} comes from a newer version of rolesync (its tables have the change {newer}, which this version does "
                + "not know). Start that version again, or name another database in ROLESYNC_DATABASE."
            : null;
    }
}

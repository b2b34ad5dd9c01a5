using Microsoft.EntityFrameworkCore;

namespace RoleSync.Storage;

/// <summary>The database that keeps the runs: SQLite or PostgreSQL.</summary>
internal abstract class Database
{
    /// <summary>A pooled context; disposing it gives it back.</summary>
    public abstract RoleSyncContext Open();

    /// <summary>Opens the database, creates it where it can, and brings its tables up to date. To be called once, before anything else.</summary>
    /// <returns>Null when it is ready; else what is wrong, where, and what to do, as sentences without a secret.</returns>
    public abstract Task<string?> PrepareAsync(CancellationToken ct);

    /// <summary>Whether the database refused a row because a unique index already has one like it.</summary>
    public abstract bool IsDuplicate(Exception fault);

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
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var newer = (await db.Database.GetAppliedMigrationsAsync(ct)).FirstOrDefault(applied => !known.Contains(applied));
        if (newer is not null)
        {
            return $"The database {where} comes from a newer version of rolesync (its tables have the change {newer}, which this version does "
                + "not know). Start that version again, or name another database in ROLESYNC_DATABASE.";
        }

        await db.Database.MigrateAsync(ct);
        return null;
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <summary>
/// The guard of every write that a firing makes: one UPDATE of the run's row that finds it only while the firing's epoch is the run's newest one and the
/// run is planning or applying. Whatever else is written comes after it, in the same transaction.
/// </summary>
/// <param name="database">Where the run is.</param>
/// <param name="time">Says when the run moved.</param>
/// <param name="run">The run.</param>
/// <param name="guild">The guild that the run is about.</param>
/// <param name="epoch">The epoch that the firing has taken.</param>
internal sealed class GuardedRun(Database database, TimeProvider time, RunId run, GuildId guild, int epoch)
{
    /// <summary>The run.</summary>
    public RunId Run { get; } = run;

    /// <summary>The guild that the run is about.</summary>
    public GuildId Guild { get; } = guild;

    /// <summary>The epoch that the firing has taken: never that of a successor, however often the run is read again.</summary>
    public int Epoch { get; } = epoch;

    /// <summary>The present, in UTC milliseconds since 1970.</summary>
    public long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A guarded write of the run's row.</summary>
    /// <returns>False when a newer firing owns the run, or the run has ended: nothing was written.</returns>
    public async Task<bool> WriteAsync(Action<UpdateSettersBuilder<RunRow>> set, CancellationToken ct)
    {
        await using var db = database.Open();
        return await WriteAsync(db, set, ct);
    }

    /// <summary>A guarded write of the run's row and, where that succeeds, of something else, in one transaction. The guard comes first: it locks the row, so that firings do not meet behind it.</summary>
    /// <returns>False when a newer firing owns the run, or the run has ended: nothing was written.</returns>
    public Task<bool> WriteAsync(Action<UpdateSettersBuilder<RunRow>> set, Func<RoleSyncContext, Task> then, CancellationToken ct) => database.WriteAsync(
        async db =>
        {
            var isOurs = await WriteAsync(db, set, ct);
            if (isOurs)
            {
                await then(db);
            }

            return isOurs;
        },
        ct);

    /// <summary>The guard as part of the caller's transaction.</summary>
    /// <returns>False when a newer firing owns the run, or the run has ended: nothing was written.</returns>
    public async Task<bool> WriteAsync(RoleSyncContext db, Action<UpdateSettersBuilder<RunRow>> set, CancellationToken ct) =>
        await db.Runs
            .Where(row => row.Id == Run.Value && row.Epoch == Epoch
                && (row.Phase == RunPhase.Planning || row.Phase == RunPhase.Applying))
            .ExecuteUpdateAsync(
                row =>
                {
                    set(row);
                    row.SetProperty(r => r.MovedAt, Now());
                },
                ct) == 1;
}

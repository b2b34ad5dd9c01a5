using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Passes;

/// <summary>A pass that did nothing leaves nothing but the record of its guild; as part of the transaction that proves that nobody else has the run.</summary>
internal static class QuietEnd
{
    /// <summary>Takes the run away, with all that was noted for its sake, and counts it.</summary>
    public static async Task WriteAsync(RoleSyncContext db, RunId run, GuildId guild, QuietPass pass, long now, CancellationToken ct)
    {
        var row = await db.Runs.AsNoTracking().SingleAsync(other => other.Id == run.Value, ct);
        await RemoveAsync(db, run, ct);
        var id = (long)guild.Value;
        var last = await db.Runs.Where(other => other.Guild == id && other.Kind != RunKind.Member && other.Id < run.Value)
            .OrderByDescending(other => other.Id).Select(other => other.EndedAt).FirstOrDefaultAsync(ct);
        var record = await db.Passes.SingleOrDefaultAsync(other => other.Guild == id, ct) ?? db.Passes.Add(new PassRow { Guild = id }).Entity;
        record.Quiet = last > record.EndedAt ? 1 : record.Quiet + 1;
        record.EndedAt = now;
        record.Took = Math.Max(now - row.CreatedAt, 0);
        record.Members = row.Listed;
        record.Troubles = pass.Troubles;
        record.Failures = pass.Failures;
        record.NextDue = now + (long)pass.Pause.TotalMilliseconds;
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Takes the run away, with all that was noted for its sake. Nothing of it was written.</summary>
    public static async Task RemoveAsync(RoleSyncContext db, RunId run, CancellationToken ct)
    {
        var (first, end) = (ChangeId.First(run, 0), ChangeId.End(run));
        await db.Changes.Where(change => change.Id >= first && change.Id < end && change.Outcome != Outcome.Applied).ExecuteDeleteAsync(ct);
        await db.UnresolvedMembers.Where(member => member.Run == run.Value).ExecuteDeleteAsync(ct);
        await db.Digests.Where(digest => digest.Run == run.Value).ExecuteDeleteAsync(ct);
        await db.Runs.Where(row => row.Id == run.Value).ExecuteDeleteAsync(ct);
    }
}

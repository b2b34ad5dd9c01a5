using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Passes;

/// <summary>The losses that a person has rejected: scheduled runs leave them alone until the member's standing calls for something else. Parts of the caller's transaction.</summary>
internal static class RejectedLosses
{
    /// <summary>Remembers what a run would have taken.</summary>
    public static async Task RememberAsync(RoleSyncContext db, RunId run, long guild, CancellationToken ct)
    {
        var (first, end) = (ChangeId.First(run, 0), ChangeId.End(run));
        var losses = await db.Changes.AsNoTracking()
            .Where(change => change.Id >= first && change.Id < end && change.Outcome == Outcome.Pending && change.Direction == Direction.Loss)
            .Select(change => new { change.Member, change.Role, change.Transition })
            .ToListAsync(ct);
        foreach (var members in losses.Select(loss => loss.Member).Distinct().Chunk(500))
        {
            await db.RejectedLosses.Where(row => row.Guild == guild && members.Contains(row.Member)).ExecuteDeleteAsync(ct);
        }

        db.RejectedLosses.AddRange(losses.DistinctBy(loss => (loss.Member, loss.Role))
            .Select(loss => new RejectedLossRow { Guild = guild, Member = loss.Member, Role = loss.Role, Transition = loss.Transition }));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Forgets what was rejected of members whose standing calls for something else now.</summary>
    public static async Task ForgetAsync(RoleSyncContext db, GuildId about, IReadOnlyCollection<MemberId> members, CancellationToken ct)
    {
        if (members.Count > 0)
        {
            var (guild, ids) = ((long)about.Value, members.Select(member => (long)member.Value).ToArray());
            await db.RejectedLosses.Where(row => row.Guild == guild && ids.Contains(row.Member)).ExecuteDeleteAsync(ct);
        }
    }

    /// <summary>What was rejected of the members of a guild with ids in (after, upTo].</summary>
    public static Task<List<RejectedLossRow>> BetweenAsync(RoleSyncContext db, GuildId about, MemberId? after, MemberId upTo, CancellationToken ct)
    {
        var (guild, first, last) = ((long)about.Value, (long)(after?.Value ?? 0), (long)upTo.Value);
        return db.RejectedLosses.AsNoTracking().Where(row => row.Guild == guild && row.Member > first && row.Member <= last).ToListAsync(ct);
    }
}

using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Tables;
using static RoleSync.Storage.Runs.ChangeRows;

namespace RoleSync.Storage.Runs;

/// <content>What is known of members' roles while hand edits are reported only.</content>
internal sealed partial class RunStore
{
    /// <summary>What is known of the members of a guild with ids in (after, upTo].</summary>
    public async Task<IReadOnlyList<LastSeenRoles>> KnownRolesBetweenAsync(GuildId guild, MemberId? after, MemberId upTo, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, first, last) = ((long)guild.Value, (long)(after?.Value ?? 0), (long)upTo.Value);
        var rows = await db.KnownRoles.AsNoTracking()
            .Where(row => row.Guild == id && row.Member > first && row.Member <= last)
            .ToListAsync(ct);
        return rows.ConvertAll(row => row.ToKnownRoles());
    }

    /// <summary>What is known of these members.</summary>
    public async Task<IReadOnlyList<LastSeenRoles>> KnownRolesOfAsync(GuildId guild, IReadOnlyCollection<MemberId> members, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, ids) = ((long)guild.Value, members.Select(member => (long)member.Value).ToArray());
        var rows = await db.KnownRoles.AsNoTracking().Where(row => row.Guild == id && ids.Contains(row.Member)).ToListAsync(ct);
        return rows.ConvertAll(row => row.ToKnownRoles());
    }

    /// <summary>Forgets what is known of all members of a guild.</summary>
    public async Task ForgetKnownRolesAsync(GuildId guild, CancellationToken ct)
    {
        await using var db = database.Open();
        await db.KnownRoles.Where(row => row.Guild == (long)guild.Value).ExecuteDeleteAsync(ct);
    }

    /// <summary>What this run and those after it wrote, or may have written, to these members; oldest first.</summary>
    public async Task<IReadOnlyList<StoredChange>> SentSinceAsync(
        GuildId guild, IReadOnlyCollection<MemberId> members, RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, first) = ((long)guild.Value, ChangeId.First(run, 0));
        var ids = members.Select(member => (long)member.Value).ToArray();
        return Recorded(await db.Changes.AsNoTracking()
            .Where(change => change.Guild == id && ids.Contains(change.Member) && change.Id >= first
                && (change.Outcome == Outcome.Applied || change.Outcome == Outcome.Failed))
            .OrderBy(change => change.Id)
            .ToListAsync(ct));
    }

    /// <summary>How many members have a change in the run that is left to a person.</summary>
    public async Task<int> ConflictingMembersAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        return await Of(db, run).Where(change => change.Outcome == Outcome.Conflict).Select(change => change.Member).Distinct().CountAsync(ct);
    }
}

using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Passes;

namespace RoleSync.Storage.Runs;

/// <summary>
/// What planning remembers beside the changes: who was absent at the last look, who is to be asked for again, who holds which tier role, and which roles
/// each member held last. Written by the lease of the run, with the page that it belongs to.
/// </summary>
internal sealed class PlanMemory(Database database)
{
    /// <summary>What is known of the absent members of a guild with ids in (after, upTo].</summary>
    public async Task<IReadOnlyList<Absence>> AbsencesBetweenAsync(GuildId guild, MemberId? after, MemberId upTo, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, first, last) = ((long)guild.Value, (long)(after?.Value ?? 0), (long)upTo.Value);
        var rows = await db.Absences.AsNoTracking()
            .Where(row => row.Guild == id && row.Member > first && row.Member <= last)
            .ToListAsync(ct);
        return rows.ConvertAll(row => row.ToAbsence());
    }

    /// <summary>What is known of these members as far as they were absent at the last look.</summary>
    public async Task<IReadOnlyList<Absence>> AbsencesOfAsync(GuildId guild, IReadOnlyList<MemberId> members, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, ids) = ((long)guild.Value, members.Select(member => (long)member.Value).ToArray());
        var rows = await db.Absences.AsNoTracking().Where(row => row.Guild == id && ids.Contains(row.Member)).ToListAsync(ct);
        return rows.ConvertAll(row => row.ToAbsence());
    }

    /// <summary>Forgets earlier looks that found nobody behind the member.</summary>
    public async Task ForgetAbsenceAsync(GuildId guild, MemberId member, CancellationToken ct)
    {
        await using var db = database.Open();
        var (guildId, memberId) = ((long)guild.Value, (long)member.Value);
        await db.Absences.Where(row => row.Guild == guildId && row.Member == memberId).ExecuteDeleteAsync(ct);
    }

    /// <summary>The next members of a run who are to be asked for again, in order of index.</summary>
    public async Task<IReadOnlyList<UnresolvedMember>> UnresolvedAsync(RunId run, int limit, CancellationToken ct)
    {
        await using var db = database.Open();
        var rows = await db.UnresolvedMembers.AsNoTracking().Where(row => row.Run == run.Value).OrderBy(row => row.Index).Take(limit).ToListAsync(ct);
        return rows.ConvertAll(row => row.ToUnresolvedMember());
    }

    /// <summary>How many members in scope hold each tier role, as far as the run has been planned.</summary>
    public async Task<IReadOnlyDictionary<RoleId, int>> HoldersAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        var json = await db.Runs.Where(row => row.Id == run.Value).Select(row => row.Holders).SingleOrDefaultAsync(ct);
        return json is null
            ? new Dictionary<RoleId, int>()
            : JsonSerializer.Deserialize<Dictionary<ulong, int>>(json)!.ToDictionary(role => new RoleId(role.Key), role => role.Value);
    }

    /// <summary>What is known of the members of a guild with ids in (after, upTo].</summary>
    public async Task<IReadOnlyList<LastSeenRoles>> LastSeenRolesBetweenAsync(GuildId guild, MemberId? after, MemberId upTo, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, first, last) = ((long)guild.Value, (long)(after?.Value ?? 0), (long)upTo.Value);
        var rows = await db.LastSeenRoles.AsNoTracking()
            .Where(row => row.Guild == id && row.Member > first && row.Member <= last)
            .ToListAsync(ct);
        return rows.ConvertAll(row => row.ToLastSeenRoles());
    }

    /// <summary>What is known of these members.</summary>
    public async Task<IReadOnlyList<LastSeenRoles>> LastSeenRolesOfAsync(GuildId guild, IReadOnlyCollection<MemberId> members, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, ids) = ((long)guild.Value, members.Select(member => (long)member.Value).ToArray());
        var rows = await db.LastSeenRoles.AsNoTracking().Where(row => row.Guild == id && ids.Contains(row.Member)).ToListAsync(ct);
        return rows.ConvertAll(row => row.ToLastSeenRoles());
    }

    /// <summary>What a person has rejected to take from the members of a guild with ids in (after, upTo].</summary>
    public async Task<IReadOnlyList<RejectedLoss>> RejectedBetweenAsync(GuildId guild, MemberId? after, MemberId upTo, CancellationToken ct)
    {
        await using var db = database.Open();
        return (await RejectedLosses.BetweenAsync(db, guild, after, upTo, ct)).ConvertAll(row => row.ToRejectedLoss());
    }

    /// <summary>Forgets what is known of all members of a guild.</summary>
    public async Task ForgetLastSeenRolesAsync(GuildId guild, CancellationToken ct)
    {
        await using var db = database.Open();
        await db.LastSeenRoles.Where(row => row.Guild == (long)guild.Value).ExecuteDeleteAsync(ct);
    }
}

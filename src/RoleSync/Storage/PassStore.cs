using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage;

/// <summary>What is kept of the passes over each guild, and when the next one is due.</summary>
internal sealed class PassStore(Database database)
{
    /// <summary>The record of a guild; null before its first pass was planned for.</summary>
    public async Task<PassRecord?> FindAsync(GuildId guild, CancellationToken ct)
    {
        await using var db = database.Open();
        var id = (long)guild.Value;
        return (await db.Passes.AsNoTracking().SingleOrDefaultAsync(row => row.Guild == id, ct))?.ToRecord();
    }

    /// <summary>Begins a record for guilds that have none: a pass over them is due now. None is due later than that time.</summary>
    public async Task KnowAsync(IEnumerable<GuildId> guilds, DateTimeOffset now, DateTimeOffset latest, CancellationToken ct)
    {
        await using var db = database.Open();
        var (due, last) = (now.ToUnixTimeMilliseconds(), latest.ToUnixTimeMilliseconds());
        await db.Passes.Where(row => row.NextDue > last).ExecuteUpdateAsync(row => row.SetProperty(r => r.NextDue, last), ct);
        var known = await db.Passes.Select(row => row.Guild).ToHashSetAsync(ct);
        db.Passes.AddRange(guilds.Select(guild => (long)guild.Value).Where(guild => !known.Contains(guild)).Select(guild => new PassRow { Guild = guild, NextDue = due }));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException fault) when (database.IsDuplicate(fault))
        {
            // Another process starts at the same moment, with the same guilds.
        }
    }

    /// <summary>Notes when the next pass is due.</summary>
    public async Task SetDueAsync(GuildId guild, DateTimeOffset due, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, at) = ((long)guild.Value, due.ToUnixTimeMilliseconds());
        await db.Passes.Where(row => row.Guild == id).ExecuteUpdateAsync(row => row.SetProperty(r => r.NextDue, at), ct);
    }

    /// <summary>Notes what is in the way of passes over a guild.</summary>
    public async Task NoteAsync(GuildId guild, PassTroubles troubles, int failures, CancellationToken ct)
    {
        await using var db = database.Open();
        var id = (long)guild.Value;
        await db.Passes.Where(row => row.Guild == id).ExecuteUpdateAsync(
            row => row.SetProperty(r => r.Troubles, troubles).SetProperty(r => r.Failures, failures), ct);
    }

    /// <summary>Notes a pass that has left a run: it is the last one, and none was quiet since.</summary>
    public async Task NoteAsync(Run pass, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, ended) = ((long)pass.Guild.Value, pass.EndedAt?.ToUnixTimeMilliseconds());
        await db.Passes.Where(row => row.Guild == id).ExecuteUpdateAsync(
            row => row
                .SetProperty(r => r.Quiet, 0)
                .SetProperty(r => r.EndedAt, ended)
                .SetProperty(r => r.Took, ended - pass.CreatedAt.ToUnixTimeMilliseconds() ?? 0)
                .SetProperty(r => r.Members, pass.Listed),
            ct);
    }

    /// <summary>The guilds whose pass is due since that time, and that have no run at work or in line.</summary>
    public async Task<IReadOnlyList<GuildId>> DueAsync(DateTimeOffset since, CancellationToken ct)
    {
        await using var db = database.Open();
        var at = since.ToUnixTimeMilliseconds();
        var due = await db.Passes.Where(row => row.NextDue <= at).OrderBy(row => row.Guild).Select(row => row.Guild).ToListAsync(ct);
        if (due.Count == 0)
        {
            return [];
        }

        var busy = await db.Runs
            .Where(row => (row.Phase == RunPhase.Planning || row.Phase == RunPhase.Applying) && row.Kind != RunKind.Member)
            .Select(row => row.Guild).ToHashSetAsync(ct);
        return [.. due.Where(guild => !busy.Contains(guild)).Select(guild => new GuildId((ulong)guild))];
    }
}

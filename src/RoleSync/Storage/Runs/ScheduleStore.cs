using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <summary>Which scheduled runs were begun: what was due and was not is found by comparing, however the firing was lost.</summary>
internal sealed class ScheduleStore(Database database)
{
    /// <summary>Begins to keep account of guilds that are new, or whose schedule is another one now: what was due before is none of theirs.</summary>
    public async Task KnowAsync(IEnumerable<GuildId> guilds, string cron, DateTimeOffset begun, CancellationToken ct)
    {
        await using var db = database.Open();
        var at = begun.ToUnixTimeMilliseconds();
        await db.Schedules.Where(row => row.Cron != cron).ExecuteUpdateAsync(
            row => row.SetProperty(r => r.Cron, cron).SetProperty(r => r.Begun, at), ct);
        var known = await db.Schedules.Select(row => row.Guild).ToHashSetAsync(ct);
        foreach (var guild in guilds.Select(guild => (long)guild.Value).Where(guild => !known.Contains(guild)))
        {
            db.Schedules.Add(new ScheduleRow { Guild = guild, Cron = cron, Begun = at });
        }

        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException fault) when (database.IsDuplicate(fault))
        {
            // Another process starts at the same moment, with the same guilds.
        }
    }

    /// <summary>Keeps no account any more: nothing is scheduled.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        await using var db = database.Open();
        await db.Schedules.ExecuteDeleteAsync(ct);
    }

    /// <summary>The due time that was begun last; null for a guild of which no account is kept.</summary>
    public async Task<DateTimeOffset?> BegunAsync(GuildId guild, CancellationToken ct)
    {
        await using var db = database.Open();
        var id = (long)guild.Value;
        var begun = await db.Schedules.Where(row => row.Guild == id).Select(row => (long?)row.Begun).SingleOrDefaultAsync(ct);
        return begun is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }

    /// <summary>The guilds whose run of that due time was not begun.</summary>
    public async Task<IReadOnlyList<GuildId>> MissingAsync(DateTimeOffset due, CancellationToken ct)
    {
        await using var db = database.Open();
        var at = due.ToUnixTimeMilliseconds();
        var guilds = await db.Schedules.Where(row => row.Begun < at).OrderBy(row => row.Guild).Select(row => row.Guild).ToListAsync(ct);
        return guilds.ConvertAll(guild => new GuildId((ulong)guild));
    }

    /// <summary>Notes that the run of that due time was begun, or is not to be.</summary>
    public async Task BeginAsync(GuildId guild, DateTimeOffset due, CancellationToken ct)
    {
        await using var db = database.Open();
        await BeginAsync(db, (long)guild.Value, due, ct);
    }

    /// <summary>The same for every guild: the clock was wrong, and what was due by it is not missing.</summary>
    public async Task BeginAllAsync(DateTimeOffset due, CancellationToken ct)
    {
        await using var db = database.Open();
        var at = due.ToUnixTimeMilliseconds();
        await db.Schedules.ExecuteUpdateAsync(row => row.SetProperty(r => r.Begun, at), ct);
    }

    /// <summary>As part of the transaction that stores the run.</summary>
    internal static Task BeginAsync(RoleSyncContext db, long guild, DateTimeOffset due, CancellationToken ct)
    {
        var at = due.ToUnixTimeMilliseconds();
        return db.Schedules.Where(row => row.Guild == guild).ExecuteUpdateAsync(row => row.SetProperty(r => r.Begun, at), ct);
    }
}

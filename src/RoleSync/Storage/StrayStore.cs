using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Storage.Databases;

namespace RoleSync.Storage;

/// <summary>
/// The strays of each guild as the last look found them. A run writes them with the page that it plans, and only those that differ from the look before: a
/// look that finds what is stored writes nothing.
/// </summary>
internal sealed class StrayStore(Database database)
{
    /// <summary>The strays with ids in (after, upTo]; without an end where <paramref name="upTo"/> is null.</summary>
    public async Task<IReadOnlyList<Stray>> BetweenAsync(GuildId guild, MemberId? after, MemberId? upTo, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, first, last) = ((long)guild.Value, (long)(after?.Value ?? 0), (long)(upTo?.Value ?? long.MaxValue));
        var rows = await db.Strays.AsNoTracking().Where(row => row.Guild == id && row.Member > first && row.Member <= last).ToListAsync(ct);
        return rows.ConvertAll(row => row.ToStray());
    }

    /// <summary>A page of strays, by id.</summary>
    public async Task<IReadOnlyList<Stray>> ListAsync(GuildId guild, MemberId? after, int limit, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, first) = ((long)guild.Value, (long)(after?.Value ?? 0));
        var rows = await db.Strays.AsNoTracking().Where(row => row.Guild == id && row.Member > first).OrderBy(row => row.Member).Take(limit).ToListAsync(ct);
        return rows.ConvertAll(row => row.ToStray());
    }

    /// <summary>How many strays each guild has that has any.</summary>
    public async Task<IReadOnlyDictionary<GuildId, int>> CountsAsync(CancellationToken ct)
    {
        await using var db = database.Open();
        var counts = await db.Strays.GroupBy(row => row.Guild).Select(guild => new { Guild = guild.Key, Strays = guild.Count() }).ToListAsync(ct);
        return counts.ToDictionary(count => new GuildId((ulong)count.Guild), count => count.Strays);
    }

    /// <summary>How many strays the guild has.</summary>
    public async Task<int> CountAsync(GuildId guild, CancellationToken ct)
    {
        await using var db = database.Open();
        return await db.Strays.CountAsync(row => row.Guild == (long)guild.Value, ct);
    }
}

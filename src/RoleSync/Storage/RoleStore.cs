using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage;

/// <summary>Which roles the product made or adopted in each guild, by the keys of the policy, and which it was about to make.</summary>
internal sealed class RoleStore(Database database, TimeProvider time)
{
    /// <summary>So long after it was intended a role may still come into being: the longest time that a call may take, and some.</summary>
    private static readonly TimeSpan _making = TimeSpan.FromMinutes(1);

    /// <summary>The roles of a guild.</summary>
    public async Task<IReadOnlyDictionary<string, RoleId>> ReadAsync(GuildId guild, CancellationToken ct)
    {
        await using var db = database.Open();
        var id = (long)guild.Value;
        return await db.Roles.AsNoTracking()
            .Where(row => row.Guild == id && row.Role != null)
            .ToDictionaryAsync(row => row.Key, row => new RoleId((ulong)row.Role!.Value), ct);
    }

    /// <summary>The roles of every guild that has some.</summary>
    public async Task<IReadOnlyDictionary<GuildId, IReadOnlyDictionary<string, RoleId>>> ReadAllAsync(CancellationToken ct)
    {
        await using var db = database.Open();
        var rows = await db.Roles.AsNoTracking().Where(row => row.Role != null).ToListAsync(ct);
        return rows.GroupBy(row => new GuildId((ulong)row.Guild)).ToDictionary(
            guild => guild.Key, IReadOnlyDictionary<string, RoleId> (guild) => guild.ToDictionary(row => row.Key, row => new RoleId((ulong)row.Role!.Value)));
    }

    /// <summary>Of the roles that were about to be made, by key: the highest role id that the guild had just before.</summary>
    public async Task<IReadOnlyDictionary<string, RoleId>> IntendedAsync(GuildId guild, CancellationToken ct)
    {
        await using var db = database.Open();
        var id = (long)guild.Value;
        return await db.Roles.AsNoTracking()
            .Where(row => row.Guild == id && row.Role == null)
            .ToDictionaryAsync(row => row.Key, row => new RoleId((ulong)row.Above), ct);
    }

    /// <summary>
    /// Notes that a role is about to be made: to be called before it is. Where that is noted already, and a maker may still be at work, the
    /// answer is when that is over; null when the caller may make it.
    /// </summary>
    /// <param name="guild">The guild.</param>
    /// <param name="key">What the role will stand for.</param>
    /// <param name="above">The highest role id that the guild has now.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<TimeSpan?> IntendAsync(GuildId guild, string key, RoleId above, CancellationToken ct)
    {
        var (id, now) = ((long)guild.Value, Now());
        var over = now - (long)_making.TotalMilliseconds;
        await using var db = database.Open();
        var row = await db.Roles.AsNoTracking().SingleOrDefaultAsync(row => row.Guild == id && row.Key == key, ct);
        try
        {
            if (row is null)
            {
                db.Roles.Add(new RoleRow { Guild = id, Key = key, Above = (long)above.Value, At = now });
                await db.SaveChangesAsync(ct);
                return null;
            }

            // Guarded by what was read: of two who come at once, one finds the row as it was.
            var taken = await db.Roles
                .Where(r => r.Guild == id && r.Key == key && r.At == row.At && (r.Role != null || r.At <= over))
                .ExecuteUpdateAsync(
                    r => r.SetProperty(x => x.Role, (long?)null).SetProperty(x => x.Above, (long)above.Value).SetProperty(x => x.At, now), ct);
            return taken == 1 ? null : TimeSpan.FromMilliseconds(Math.Max(1, row.At - over));
        }
        catch (DbUpdateException)
        {
            return _making;
        }
    }

    /// <summary>Takes the note back: it is certain that nothing was made.</summary>
    public async Task ForgetAsync(GuildId guild, string key, CancellationToken ct)
    {
        await using var db = database.Open();
        var id = (long)guild.Value;
        await db.Roles.Where(row => row.Guild == id && row.Key == key && row.Role == null).ExecuteDeleteAsync(ct);
    }

    /// <summary>Notes that a role stands for the key from now on.</summary>
    public Task KeepAsync(GuildId guild, string key, RoleId role, CancellationToken ct) => database.WriteAsync(
        async db =>
        {
            var id = (long)guild.Value;
            if (await db.Roles.SingleOrDefaultAsync(row => row.Guild == id && row.Key == key, ct) is not { } row)
            {
                row = db.Roles.Add(new RoleRow { Guild = id, Key = key }).Entity;
            }

            (row.Role, row.At) = ((long)role.Value, Now());
            await db.SaveChangesAsync(ct);
            return true;
        },
        ct);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}

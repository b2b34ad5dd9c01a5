using Microsoft.EntityFrameworkCore;
using RoleSync.Storage.Databases;

namespace RoleSync.Storage;

/// <summary>Which interactions of Discord were begun, so that none is begun twice: not after a restart, and not in another process.</summary>
internal sealed class InteractionStore(Database database, TimeProvider time)
{
    /// <summary>Notes an interaction; the database decides between two that come at once.</summary>
    /// <returns>False when it was noted before.</returns>
    public async Task<bool> NoteAsync(ulong interaction, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, at) = ((long)interaction, time.GetUtcNow().ToUnixTimeMilliseconds());
        return await db.Database.ExecuteSqlAsync($"INSERT INTO heard_interactions (id, heard_at) VALUES ({id}, {at}) ON CONFLICT (id) DO NOTHING", ct) == 1;
    }

    /// <summary>Forgets those that were noted before that time.</summary>
    /// <returns>How many they were.</returns>
    public async Task<int> ForgetAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var db = database.Open();
        var at = before.ToUnixTimeMilliseconds();
        return await db.ReceivedInteractions.Where(interaction => interaction.ReceivedAt < at).ExecuteDeleteAsync(ct);
    }
}

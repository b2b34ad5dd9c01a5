using System.Collections.Concurrent;
using RoleSync.Core.Guilds;

namespace RoleSync.Storage.Runs;

/// <summary>Why runs of this process stand still, where the database does not even take that: told from here until it does.</summary>
internal sealed class UnstoredPostponements
{
    private readonly ConcurrentDictionary<GuildId, UnstoredPostponement> _guilds = new();

    /// <summary>The guilds that stand still.</summary>
    public IReadOnlyCollection<UnstoredPostponement> All => [.. _guilds.Values];

    /// <summary>What keeps the guild's run; null for nothing that is known here.</summary>
    public UnstoredPostponement? Find(GuildId guild) => _guilds.GetValueOrDefault(guild);

    /// <summary>Notes that the guild's run cannot go on.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="why">A sentence.</param>
    /// <param name="now">The present.</param>
    /// <param name="pause">How long the run rests, from how often it has failed in a row.</param>
    /// <returns>How long the run rests.</returns>
    public TimeSpan Note(GuildId guild, string why, DateTimeOffset now, Func<int, TimeSpan> pause)
    {
        var times = (Find(guild)?.Times ?? 0) + 1;
        var rest = pause(times);
        _guilds[guild] = new UnstoredPostponement(guild, why, Find(guild)?.Since ?? now, now, now + rest, times);
        return rest;
    }

    /// <summary>The database takes what the guild's run stores, or nothing is left to go on with.</summary>
    /// <returns>Whether the guild's run stood still until now.</returns>
    public bool Forget(GuildId guild) => _guilds.TryRemove(guild, out _);
}

/// <summary>A run that cannot go on, and whose reason cannot be stored.</summary>
/// <param name="Guild">The run's guild.</param>
/// <param name="Why">A sentence.</param>
/// <param name="Since">When that began.</param>
/// <param name="At">When it was last tried in vain.</param>
/// <param name="Until">When it is tried again.</param>
/// <param name="Times">How often it has been tried in vain.</param>
internal sealed record UnstoredPostponement(GuildId Guild, string Why, DateTimeOffset Since, DateTimeOffset At, DateTimeOffset Until, int Times);

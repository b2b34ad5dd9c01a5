using RoleSync.Core.Guilds;

namespace RoleSync.Storage.Runs;

/// <summary>A run that cannot go on, and whose reason cannot be stored.</summary>
/// <param name="Guild">The run's guild.</param>
/// <param name="Why">A sentence.</param>
/// <param name="Since">When that began.</param>
/// <param name="At">When it was last tried in vain.</param>
/// <param name="Until">When it is tried again.</param>
/// <param name="Times">How often it has been tried in vain.</param>
internal sealed record UnstoredPostponement(GuildId Guild, string Why, DateTimeOffset Since, DateTimeOffset At, DateTimeOffset Until, int Times);

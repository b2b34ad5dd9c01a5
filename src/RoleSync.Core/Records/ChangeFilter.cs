using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;

namespace RoleSync.Core.Records;

/// <summary>Which changes of a guild are wanted, of all its runs; what is null admits every one.</summary>
/// <param name="Guild">The guild.</param>
public sealed record ChangeFilter(GuildId Guild)
{
    /// <summary>Those whose outcome was known then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Those whose outcome was known before that.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Those of this role.</summary>
    public RoleId? Role { get; init; }

    /// <summary>Those with exactly this transition.</summary>
    public string? Transition { get; init; }

    /// <summary>Those of this member.</summary>
    public MemberId? Member { get; init; }

    /// <summary>Those that ended so; a pending change has not ended.</summary>
    public Outcome? Outcome { get; init; }
}

using RoleSync.Core.Guilds;

namespace RoleSync.Discord;

/// <summary>One page of a guild's members, ordered by id as a number.</summary>
/// <param name="Members">At most 1,000.</param>
/// <param name="Last">The highest id of the page, where the next one begins; null for an empty page.</param>
/// <param name="IsLast">True when no page follows.</param>
internal sealed record MemberPage(IReadOnlyList<Member> Members, MemberId? Last, bool IsLast)
{
    /// <summary>Further members whose id or roles could not be read: nothing is known of them, so nothing is done to them.</summary>
    public int Unreadable { get; init; }
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Discord;

namespace RoleSync.Reading;

/// <summary>A page of members, and what Ethos says of those in scope; asked for when the page was read, and perhaps still under way.</summary>
/// <param name="Page">The page as Discord listed it.</param>
/// <param name="InScope">Its members in scope, by id.</param>
/// <param name="Standings">The standing of each member in scope.</param>
internal sealed record MemberStandings(MemberPage Page, IReadOnlyList<Member> InScope, Task<IReadOnlyDictionary<MemberId, Standing>> Standings)
{
    /// <summary>Whether nobody is on the page, as on one after a last page that was full.</summary>
    public bool IsEmpty => InScope.Count == 0 && Page.Last is null;
}

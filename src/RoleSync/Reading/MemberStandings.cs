using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Discord;

namespace RoleSync.Reading;

/// <summary>A page of members, and what Ethos says of those in scope; asked for when the page was read, and perhaps still under way.</summary>
/// <param name="Page">The page as Discord listed it.</param>
/// <param name="InScope">Its members in the run's list, by id: those in scope, and strays whose roles are taken.</param>
/// <param name="Standings">The standing of each of these but the strays.</param>
internal sealed record MemberStandings(MemberPage Page, IReadOnlyList<Member> InScope, Task<IReadOnlyDictionary<MemberId, Standing>> Standings)
{
    /// <summary>Whether nobody is on the page, as on one after a last page that was full.</summary>
    public bool IsEmpty => InScope.Count == 0 && Page.Last is null;
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Discord;

namespace RoleSync.Reading;

/// <summary>A page of members, the look-up of its members in scope under way.</summary>
/// <param name="Page">The page.</param>
/// <param name="InScope">Its members in scope, in order.</param>
/// <param name="Standings">One answer for each 500 members in scope.</param>
internal sealed record MemberStandings(MemberPage Page, IReadOnlyList<Member> InScope, Task<IReadOnlyDictionary<MemberId, Standing>[]> Standings);

using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Standings;

namespace RoleSync.Members;

/// <summary>An account of one member: what is, what ought to be, and how it came about.</summary>
/// <param name="Guild">The guild.</param>
/// <param name="Member">The member.</param>
/// <param name="Policy">The guild's policy, for the names of roles.</param>
/// <param name="LookedAt">When Ethos and Discord were asked.</param>
/// <param name="Standing">As Ethos answered.</param>
/// <param name="Explanation">In sentences.</param>
/// <param name="History">The last changes of the member in any run, newest run first.</param>
internal sealed record MemberExplanation(
    GuildId Guild, MemberId Member, Policy Policy, DateTimeOffset LookedAt, Standing Standing, Explanation Explanation, IReadOnlyList<StoredChange> History);

using RoleSync.Core.Guilds;

namespace RoleSync.Core.Records;

/// <summary>A member of a run whose standing is Unknown, to be asked for again before the run's plan is complete.</summary>
/// <param name="Index">The member's index in the run's list, from 0.</param>
/// <param name="Member">The member as listed; of the roles, those that the policy names.</param>
/// <param name="ListedAt">When the member was listed.</param>
public sealed record UnresolvedMember(int Index, Member Member, DateTimeOffset ListedAt);

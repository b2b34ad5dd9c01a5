using RoleSync.Core.Guilds;

namespace RoleSync.Core.Records;

/// <summary>A member who held managed roles without the verified role when the guild was last looked at.</summary>
/// <param name="Member">The member.</param>
/// <param name="Roles">The managed roles, in the order of the policy; at least one.</param>
/// <param name="Since">When a run first saw these roles there.</param>
public sealed record Stray(MemberId Member, IReadOnlyList<RoleId> Roles, DateTimeOffset Since);

using RoleSync.Core.Guilds;

namespace RoleSync.Interactions;

/// <summary>A person as an interaction shows them.</summary>
/// <param name="Id">The user.</param>
/// <param name="Name">The name that others see; for people, not unique.</param>
/// <param name="IsBot">Whether it is a bot.</param>
/// <param name="Roles">The roles they hold in the guild, as Discord held them when it sent the interaction; null for somebody who is no member of it.</param>
internal sealed record InteractionUser(MemberId Id, string Name, bool IsBot, IReadOnlyList<RoleId>? Roles);

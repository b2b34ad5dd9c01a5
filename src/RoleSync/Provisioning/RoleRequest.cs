using RoleSync.Core.Guilds;

namespace RoleSync.Provisioning;

/// <summary>Which roles are to be made.</summary>
/// <param name="Guild">The guild; null for the default one.</param>
/// <param name="Adopt">Whether a role that is there and has the name is taken.</param>
/// <param name="Variants">Whether tiers get their variants too (validator, human); else their base roles alone.</param>
/// <param name="By">Who asks, for the audit log.</param>
internal sealed record RoleRequest(GuildId? Guild, bool Adopt, bool Variants, string By);

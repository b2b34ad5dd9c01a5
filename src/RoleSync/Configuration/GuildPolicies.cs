using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;

namespace RoleSync.Configuration;

/// <summary>The guilds that are kept true, each with its policy.</summary>
/// <param name="Default">The guild that is meant where none is named; null where several are configured and none is the default.</param>
/// <param name="ById">Every configured guild, at least one.</param>
internal sealed record GuildPolicies(GuildId? Default, IReadOnlyDictionary<GuildId, Policy> ById)
{
    /// <summary>The policy of a guild; null where it is not configured.</summary>
    public Policy? Find(GuildId guild) => ById.GetValueOrDefault(guild);
}

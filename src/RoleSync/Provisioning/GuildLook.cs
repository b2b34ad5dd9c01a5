using RoleSync.Core.Guilds;

namespace RoleSync.Provisioning;

/// <summary>A guild and the bot in it, as they were found.</summary>
internal sealed record GuildLook(Guild Guild, Member Bot)
{
    /// <summary>The role of this id; null when the guild has none.</summary>
    public Role? Find(RoleId id) => Guild.Roles.FirstOrDefault(role => role.Id == id);
}

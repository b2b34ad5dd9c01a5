using RoleSync.Core.Guilds;
using RoleSync.Work;

namespace RoleSync.Reading;

/// <summary>What came of reading a guild.</summary>
internal abstract record GuildRead
{
    private GuildRead()
    {
    }

    /// <summary>The guild with its roles, and the bot's own member of it, as Discord shows them now.</summary>
    public sealed record Known(Guild Guild, Member Bot) : GuildRead
    {
        /// <summary>The role of this id; null when the guild has none.</summary>
        public Role? Find(RoleId id) => Guild.Roles.FirstOrDefault(role => role.Id == id);
    }

    /// <summary>One of the calls did not succeed.</summary>
    public sealed record Failed(DiscordFailure Failure) : GuildRead;
}

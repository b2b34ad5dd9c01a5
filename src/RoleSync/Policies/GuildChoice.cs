using RoleSync.Core.Guilds;

namespace RoleSync.Policies;

/// <summary>Which guild is meant.</summary>
internal abstract record GuildChoice
{
    private GuildChoice()
    {
    }

    /// <summary>A configured guild: the one that was named, or the default one.</summary>
    public sealed record Chosen(GuildId Guild) : GuildChoice;

    /// <summary>None: a sentence that says why and what to do.</summary>
    public sealed record Unknown(string Why) : GuildChoice;
}

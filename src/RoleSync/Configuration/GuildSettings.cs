using Microsoft.Extensions.Configuration;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Policies;

namespace RoleSync.Configuration;

/// <summary>The settings of guilds: the default one by flat variables, more of them under <c>RoleSync:Guilds:ID</c>.</summary>
internal static class GuildSettings
{
    // Where an id cannot be read the rest is still checked; what comes of it is never used, because there is a problem.
    private static readonly GuildId _standIn = new(1);

    /// <summary>Reads every guild with its policy.</summary>
    public static GuildPolicies Read(SettingReader from)
    {
        var ladder = ReadLadder(from);
        var sections = ReadSections(from);
        var main = ReadDefault(from, sections);
        var named = PolicySettings.OfDefaultGuild(from, ladder);
        if (main is null && named.Count > 0)
        {
            from.Complain($"{named[0].Called} is set, but it is open for which of the guilds: set DISCORD_GUILD_ID to one of them.");
        }

        var (scope, strays) = ReadScope(from);
        var drafts = new Dictionary<GuildId, PolicyDraft>();
        foreach (var guild in sections.Keys.Append(main ?? sections.Keys.First()).Distinct())
        {
            var section = sections.TryGetValue(guild, out var own) ? PolicySettings.Under(own, ladder) : [];
            if (PolicySettings.Read(from, ladder, guild == main ? named : [], section, guild) is { } draft)
            {
                (draft.Scope, draft.Strays) = (scope, strays);
                drafts.Add(guild, draft);
            }
        }

        return new GuildPolicies(main, drafts);
    }

    /// <summary>Whose roles follow Ethos, and what becomes of strays; the same in every guild.</summary>
    public static (Scope Scope, StrayHandling Strays) ReadScope(SettingReader from) => (
        from.Read("SYNC_SCOPE", "Sync:Scope", Formats.OneOf<Scope>(), Scope.Verified),
        from.Read("SYNC_STRAYS", "Sync:Strays", Formats.OneOf<StrayHandling>(), StrayHandling.Report));

    /// <summary>The tiers; those of Ethos where none is set.</summary>
    public static TierLadder ReadLadder(SettingReader from)
    {
        var tiers = new List<Tier>();
        foreach (var entry in from.Section.GetSection("Tiers").GetChildren())
        {
            if (from.TryRead(entry.Path, entry.Value?.Trim() ?? "", Formats.Number(0, 1_000_000), out var minimum))
            {
                tiers.Add(new Tier(entry.Key, minimum));
            }
        }

        if (tiers.Count == 0)
        {
            return TierLadder.Default;
        }

        var ladder = TierLadder.Create(tiers);
        foreach (var problem in ladder.Problems)
        {
            from.Complain($"RoleSync:Tiers: {problem}");
        }

        return ladder.Value ?? TierLadder.Default;
    }

    private static Dictionary<GuildId, IConfigurationSection> ReadSections(SettingReader from)
    {
        var sections = new Dictionary<GuildId, IConfigurationSection>();
        foreach (var section in from.Section.GetSection("Guilds").GetChildren())
        {
            if (from.TryRead("A name under RoleSync:Guilds", section.Key, Formats.Id, out var id))
            {
                sections[new GuildId(id)] = section;
            }
        }

        return sections;
    }

    private static GuildId? ReadDefault(SettingReader from, Dictionary<GuildId, IConfigurationSection> sections)
    {
        const string Name = "DISCORD_GUILD_ID";
        const string Key = "Discord:GuildId";
        if (from.Find(Name, Key) is not null)
        {
            return from.ReadOptional(Name, Key, Formats.Id) is { } id ? new GuildId(id) : _standIn;
        }

        if (sections.Count == 0)
        {
            from.Complain($"{Name} is not set: write the id of the Discord server (Copy Server ID), or name guilds under RoleSync:Guilds.");
            return _standIn;
        }

        return sections.Count == 1 ? sections.Keys.First() : null;
    }
}

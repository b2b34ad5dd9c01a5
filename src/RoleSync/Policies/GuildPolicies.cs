using System.Collections.Concurrent;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;

namespace RoleSync.Policies;

/// <summary>The guilds that are kept true, each with its policy: what is configured, completed by the roles that the store knows. Safe for use from several threads.</summary>
internal sealed class GuildPolicies
{
    private readonly IReadOnlyDictionary<GuildId, PolicyDraft> _configured;
    private readonly ConcurrentDictionary<GuildId, CurrentPolicy> _current = new();

    /// <summary>Begins with what is configured alone.</summary>
    /// <param name="main">The guild that is meant where none is named.</param>
    /// <param name="configured">What is configured for every guild.</param>
    public GuildPolicies(GuildId? main, IReadOnlyDictionary<GuildId, PolicyDraft> configured)
    {
        (Default, _configured) = (main, configured);
        foreach (var (guild, draft) in configured)
        {
            _current[guild] = new CurrentPolicy(new Dictionary<string, RoleId>(), draft.Build().Value);
        }
    }

    /// <summary>The guild that is meant where none is named; null where several are configured and none is the default.</summary>
    public GuildId? Default { get; }

    /// <summary>Every configured guild, at least one.</summary>
    public IReadOnlyCollection<GuildId> Guilds => [.. _configured.Keys];

    /// <summary>The guilds whose policies are complete, as they are now.</summary>
    public IReadOnlyDictionary<GuildId, Policy> ById =>
        _current.Where(entry => entry.Value.Policy is not null).ToDictionary(entry => entry.Key, entry => entry.Value.Policy!);

    /// <summary>The policy of a guild; null where it is not configured, or no role puts members in scope yet.</summary>
    public Policy? Find(GuildId guild) => _current.GetValueOrDefault(guild)?.Policy;

    /// <summary>What is configured for a guild; null where it is not.</summary>
    public PolicyDraft? Configured(GuildId guild) => _configured.GetValueOrDefault(guild);

    /// <summary>The guild that is meant: the one that is named, else the default one. The one way to find it.</summary>
    public GuildChoice Resolve(GuildId? named) => (named ?? Default) switch
    {
        { } guild when _configured.ContainsKey(guild) => new GuildChoice.Chosen(guild),
        { } guild => new GuildChoice.Unknown($"Guild {guild} is not configured here: set DISCORD_GUILD_ID, or add it under RoleSync:Guilds."),
        null => new GuildChoice.Unknown("No guild was named, and there is no default guild: name one, or set DISCORD_GUILD_ID."),
    };

    /// <summary>Takes in which roles the store knows, by the keys of the policy; configured ones win. The policy stays the same object while they do.</summary>
    public void Complete(GuildId guild, IReadOnlyDictionary<string, RoleId> stored)
    {
        if (_configured.GetValueOrDefault(guild) is { } draft && !AreSame(_current[guild].Stored, stored))
        {
            _current[guild] = new CurrentPolicy(stored, draft.CompletedBy(stored).Build().Value);
        }
    }

    private static bool AreSame(IReadOnlyDictionary<string, RoleId> one, IReadOnlyDictionary<string, RoleId> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var role) && role == pair.Value);

    /// <summary>What a guild has now.</summary>
    /// <param name="Stored">The roles that the store knows, by the keys of the policy.</param>
    /// <param name="Policy">Null where no role puts members in scope yet.</param>
    private sealed record CurrentPolicy(IReadOnlyDictionary<string, RoleId> Stored, Policy? Policy);
}

using Microsoft.Extensions.Configuration;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;

namespace RoleSync.Configuration;

/// <summary>The settings of one guild's policy: which role stands for which tier, badge or status.</summary>
internal static class PolicySettings
{
    private const string Prefix = "ETHOS_";
    private const string Exempt = "EXEMPT_ROLE_ID";
    private const string FlatExempt = "SYNC_" + Exempt;

    /// <summary>One role that somebody named.</summary>
    /// <param name="Called">The variable, as it was written.</param>
    /// <param name="Key">One of <see cref="TierLadder.Keys"/>, unless it stands for nothing.</param>
    /// <param name="Text">What it holds.</param>
    internal sealed record Named(string Called, string Key, string Text);

    /// <summary>
    /// The roles of the default guild: by flat variables or, key by key, under <c>RoleSync:Policy</c>. Whoever misspells a tier is told,
    /// because every variable that begins with ETHOS_ROLE_ is looked at.
    /// </summary>
    public static IReadOnlyList<Named> OfDefaultGuild(SettingReader from, TierLadder ladder)
    {
        Named[] flat =
        [
            .. from name in @from.Variables.Select(name => name.ToUpperInvariant())
               where name.StartsWith($"{Prefix}ROLE_", StringComparison.Ordinal)
                   || name is Prefix + PolicyKey.Verified or Prefix + PolicyKey.VerifiedProfile or FlatExempt
               let text = @from.Text(name)
               where text is not null
               select new Named(name, name == FlatExempt ? Exempt : name[Prefix.Length..], text),
        ];
        return Over(flat, Under(@from.Section.GetSection("Policy"), ladder));
    }

    /// <summary>The roles that a section names: with the keys of the flat variables, with or without ETHOS_, underscores and capitals (<c>RoleKnownHuman</c>).</summary>
    public static IReadOnlyList<Named> Under(IConfigurationSection section, TierLadder ladder)
    {
        var keys = ladder.Keys.Select(key => key.Key).Append(Exempt).ToDictionary(Plain);
        return
        [
            .. from entry in section.GetChildren()
               let text = entry.Value?.Trim()
               where text is { Length: > 0 }
               select new Named(entry.Path, keys.GetValueOrDefault(Plain(entry.Key), entry.Key), text),
        ];
    }

    /// <summary>Reads the policy of one guild, which may lack the role that puts members in scope; null where it has other problems.</summary>
    /// <param name="from">Takes the problems.</param>
    /// <param name="ladder">The tiers.</param>
    /// <param name="main">What is named for the default guild; empty for the others.</param>
    /// <param name="section">What the guild's own section names.</param>
    /// <param name="guild">The guild.</param>
    public static PolicyDraft? Read(SettingReader from, TierLadder ladder, IReadOnlyList<Named> main, IReadOnlyList<Named> section, GuildId guild)
    {
        var draft = new PolicyDraft(ladder, main.Count > 0 || section.Count == 0 ? Prefix : $"RoleSync:Guilds:{guild}:");
        var problems = from.Problems.Count;
        foreach (var named in Over(main, section))
        {
            Add(from, draft, named);
        }

        foreach (var problem in draft.Build().Problems)
        {
            if (problem == draft.MissingVerified)
            {
                from.ComplainUnlessStored(problem);
                problems++;
                continue;
            }

            from.Complain(problem);
        }

        return from.Problems.Count == problems ? draft : null;
    }

    /// <summary>The roles that somebody named, and those of others for the keys that are left open.</summary>
    public static IReadOnlyList<Named> Over(IReadOnlyList<Named> winners, IReadOnlyList<Named> others) =>
        [.. winners, .. others.Where(named => !winners.Any(winner => winner.Key == named.Key))];

    private static void Add(SettingReader from, PolicyDraft draft, Named named)
    {
        // An id that cannot be read is no id that is missing: a number of its own stands in for it, so that the rest is still checked.
        var role = from.TryRead(named.Called, named.Text, Formats.Id, out var id) ? new RoleId(id) : new RoleId((ulong)from.Problems.Count);
        if (named.Key == Exempt)
        {
            draft.Exempt = role;
            return;
        }

        draft.Add(named.Key, role);
    }

    private static string Plain(string key)
    {
        var plain = key.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
        return plain.StartsWith("ETHOS", StringComparison.Ordinal) ? plain["ETHOS".Length..] : plain;
    }
}

using Microsoft.Extensions.Configuration;
using RoleSync.Core.Policies;

namespace RoleSync.Configuration;

/// <summary>
/// Finds what somebody has set that looks like a setting and is none. Each is named with the nearest right one; where that one keeps people's roles or
/// the service safe, its default would stand in silence for what was meant, and the service does not start.
/// </summary>
internal static class UnknownSettings
{
    private const int LeastLengthOfAMistake = 8;

    private static readonly string[] _prefixes = ["SYNC_", "ETHOS_", "ROLESYNC_", "DISCORD_"];

    private static readonly string[] _safety =
        ["SYNC_MAX_REMOVALS", "SYNC_MAX_UNKNOWN", "SYNC_CONFIRM_ABSENT", "SYNC_CONFIRM_AFTER", "SYNC_DRIFT", "SYNC_AUTH_TOKEN", "SYNC_EXEMPT_ROLE_ID", "DISABLE_DAILY_SYNC"];

    /// <summary>Read by commands, or elsewhere.</summary>
    private static readonly string[] _others = ["SYNC_BASE_URL"];

    /// <summary>Sections in which every key is looked at where they are read.</summary>
    private static readonly string[] _readWhole = ["RoleSync:Guilds", "RoleSync:Policy", "RoleSync:Tiers"];

    /// <summary>Variables and constants of the old bot that have another name here; docs/migration.md has all of them.</summary>
    private static readonly Dictionary<string, string> _old = new(StringComparer.OrdinalIgnoreCase)
    {
        ["BATCH_SIZE"] = "SYNC_BATCH_SIZE",
        ["CHUNK_SIZE"] = "SYNC_CHUNK_SIZE",
        ["MAX_EXECUTION_TIME"] = "SYNC_MAX_EXECUTION_TIME",
        ["DELAY_BETWEEN_USERS"] = "SYNC_DELAY_BETWEEN_USERS",
        ["DELAY_BETWEEN_BATCHES"] = "SYNC_DELAY_BETWEEN_BATCHES",
        ["DELAY_BETWEEN_ROLE_OPS"] = "SYNC_DELAY_BETWEEN_ROLE_OPS",
        ["SYNC_SERVICE_URL"] = "SYNC_BASE_URL",
        ["ETHOS_API_KEY"] = "ETHOS_CLIENT",
    };

    /// <summary>Looks at everything that is set. To be called when all settings have been read.</summary>
    /// <returns>A sentence for each that is no setting and does no harm; the others are problems.</returns>
    public static IReadOnlyList<string> Read(SettingReader from)
    {
        var known = from.Asked.Keys
            .Concat(TierLadder.Default.Keys.Select(key => $"ETHOS_{key.Key}"))
            .Append("SYNC_EXEMPT_ROLE_ID")
            .Concat(_others)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var notes = new List<string>();
        foreach (var name in from.Variables.Where(name => from.Text(name) is not null && !known.Contains(name)).Order(StringComparer.Ordinal))
        {
            Judge(from, name.ToUpperInvariant(), known.Where(one => !one.Contains(':', StringComparison.Ordinal)), notes);
        }

        foreach (var key in KeysBelow(from.Section).Where(key => !known.Contains(key)))
        {
            Judge(from, key, known.Where(one => one.Contains(':', StringComparison.Ordinal)), notes);
        }

        return notes;
    }

    /// <summary>The keys that have a value.</summary>
    /// <remarks>
    /// Not <c>AsEnumerable</c>: to find what is below a key, the configuration looks through all of its keys. Over the roles of a thousand guilds, which
    /// are looked at elsewhere, that would take seconds.
    /// </remarks>
    private static IEnumerable<string> KeysBelow(IConfigurationSection section)
    {
        foreach (var child in section.GetChildren().Where(child => !_readWhole.Contains(child.Path, StringComparer.OrdinalIgnoreCase)))
        {
            if (!string.IsNullOrWhiteSpace(child.Value))
            {
                yield return child.Path;
            }

            foreach (var key in KeysBelow(child))
            {
                yield return key;
            }
        }
    }

    private static void Judge(SettingReader from, string name, IEnumerable<string> known, List<string> notes)
    {
        var nearest = Nearest(name, known);
        var looksAlike = nearest is not null && name.Length >= LeastLengthOfAMistake && (nearest.Distance <= Math.Max(2, name.Length / 4) || name.StartsWith(nearest.Name, StringComparison.OrdinalIgnoreCase) || nearest.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        var isOurs = name.StartsWith("RoleSync:", StringComparison.OrdinalIgnoreCase) || _prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

        // Tiers are told of where the roles are read, with all of their names.
        if (name.StartsWith("ETHOS_ROLE_", StringComparison.Ordinal) || !(isOurs || (looksAlike && nearest!.Distance <= 2)))
        {
            return;
        }

        var shown = looksAlike || nearest?.Distance == 0 ? nearest!.Name : null;
        var sentence = $"{name} is set, and there is no such setting: {(shown is null ? "take it away, or look for the right name in the README" : $"{shown} is the nearest one")}.";
        if (looksAlike && _safety.Contains(from.Asked.GetValueOrDefault(nearest!.Name, nearest.Name), StringComparer.OrdinalIgnoreCase))
        {
            from.Complain($"{name} is set, and there is no such setting: write {nearest.Name}, or take it away. Without a right name its default would hold, and that may not be what you meant.");
            return;
        }

        notes.Add(sentence);
    }

    /// <summary>The right name that is most like this one; null where there are none.</summary>
    private static LikeName? Nearest(string name, IEnumerable<string> known)
    {
        if (_old.TryGetValue(name, out var now))
        {
            return new LikeName(now, 0);
        }

        // ETHOS_VALIDATOR_EXEMPLARY of the old bot.
        const string validator = "ETHOS_VALIDATOR_";
        if (name.StartsWith(validator, StringComparison.Ordinal))
        {
            return new LikeName($"ETHOS_ROLE_{name[validator.Length..]}_VALIDATOR", 0);
        }

        return known.Select(one => new LikeName(one, Distance(name.ToUpperInvariant(), one.ToUpperInvariant()))).MinBy(one => one.Distance);
    }

    /// <summary>How many letters have to be added, taken away or replaced (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var kept = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(kept, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    /// <summary>A right name that a wrong one is like.</summary>
    /// <param name="Name">The right one.</param>
    /// <param name="Distance">How many letters are between them; 0 where the wrong name is the old one of the right one.</param>
    private sealed record LikeName(string Name, int Distance);
}

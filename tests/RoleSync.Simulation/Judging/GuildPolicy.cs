using System.Globalization;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Simulation.Judging;

/// <summary>Which role stands for what in a guild, as whoever runs the service has configured it; and, told apart from the product, whom the rule gives which.</summary>
internal sealed class GuildPolicy(IEnumerable<KeyValuePair<string, string>> variables)
{
    private static readonly string[] _tiers =
        ["UNTRUSTED", "QUESTIONABLE", "NEUTRAL", "KNOWN", "ESTABLISHED", "REPUTABLE", "EXEMPLARY", "DISTINGUISHED", "REVERED", "RENOWNED"];

    private static readonly int[] _minima = [0, 800, 1200, 1400, 1600, 1800, 2000, 2200, 2400, 2600];

    private readonly Dictionary<string, ulong> _roles = variables.ToDictionary(pair => pair.Key, pair => ulong.Parse(pair.Value, CultureInfo.InvariantCulture));

    /// <summary>The roles by the names of their variables.</summary>
    public IReadOnlyDictionary<string, ulong> Roles => _roles;

    /// <summary>Every role that the service may write.</summary>
    public IEnumerable<ulong> Named => _roles.Values;

    /// <summary>The role that puts a member in scope.</summary>
    public ulong Verified => _roles["ETHOS_VERIFIED_ROLE_ID"];

    /// <summary>Another role for the same purpose.</summary>
    public void Rename(ulong old, ulong role) => _roles[_roles.Single(pair => pair.Value == old).Key] = role;

    /// <summary>Where a role stands on the ladder; -1 for one that is no tier's.</summary>
    public int TierOf(ulong role)
    {
        var name = _roles.FirstOrDefault(pair => pair.Value == role).Key;
        return name is null ? -1 : Array.FindIndex(_tiers, tier => name == $"ETHOS_ROLE_{tier}" || name.StartsWith($"ETHOS_ROLE_{tier}_", StringComparison.Ordinal));
    }

    /// <summary>The managed roles that the rule demands of a member in scope; null: nothing may change.</summary>
    public HashSet<ulong>? Demanded(EthosUser? user)
    {
        if (user is { Status: EthosStatus.Merged })
        {
            return null;
        }

        HashSet<ulong> roles = [Verified];
        if (user is null || !HasInteractions(user))
        {
            return roles;
        }

        var (validator, human) = (user.ValidatorNftCount > 0, user.Human is HumanVerification.Verified);
        Add("ETHOS_VERIFIED_PROFILE_ROLE_ID", true);
        Add("ETHOS_ROLE_VALIDATOR", validator);
        Add("ETHOS_ROLE_HUMAN_VERIFIED", human);
        Add("ETHOS_ROLE_HUMAN_VALIDATOR", validator && human);
        var tier = Array.FindLastIndex(_minima, minimum => minimum <= user.Score);
        var variant = (tier > 0, validator, human) switch
        {
            (false, _, _) or (_, false, false) => "",
            (_, true, true) => "_HUMAN_VALIDATOR",
            (_, true, false) => "_VALIDATOR",
            _ => "_HUMAN",
        };
        Add($"ETHOS_ROLE_{_tiers[tier]}{variant}", true);
        return roles;

        void Add(string name, bool deserved)
        {
            if (deserved && _roles.TryGetValue(name, out var role))
            {
                roles.Add(role);
            }
        }
    }

    private static bool HasInteractions(EthosUser user) => user.ProfileId is not null || user.HasAddress || user.VouchesReceived > 0
        || user.PositiveReviews + user.NeutralReviews + user.NegativeReviews > 0;
}

using RoleSync.Core.Guilds;

namespace RoleSync.Core.Policies;

/// <summary>A policy in the making: takes what a person configured and tells all that is wrong with it at once.</summary>
/// <param name="ladder">The tiers.</param>
/// <param name="prefix">What stands before the keys where the person wrote them, e.g. <c>ETHOS_</c>; for the sentences only.</param>
public sealed class PolicyDraft(TierLadder ladder, string prefix = "")
{
    private readonly List<(string Key, RoleId Role)> _named = [];

    /// <summary>The role whose holders are left alone.</summary>
    public RoleId? Exempt { get; set; }

    /// <summary>Whose roles follow what Ethos says.</summary>
    public Scope Scope { get; set; }

    /// <summary>What becomes of members who hold managed roles without the verified role.</summary>
    public StrayHandling Strays { get; set; }

    /// <summary>Says which role a key stands for.</summary>
    /// <param name="key">One of <see cref="TierLadder.Keys"/>, without the prefix.</param>
    /// <param name="role">The role in the guild.</param>
    public PolicyDraft Add(string key, RoleId role)
    {
        _named.Add((key, role));
        return this;
    }

    /// <summary>The tiers.</summary>
    public TierLadder Ladder => ladder;

    /// <summary>What is to be said where no role puts members in scope; null where one does.</summary>
    public string? MissingVerified => _named.Exists(pair => pair.Key == PolicyKey.Verified)
        ? null
        : $"{prefix}{PolicyKey.Verified} is missing: set it to the id of the role that puts a member in scope, or let \"rolesync roles create\" make one.";

    /// <summary>The role that a key stands for; null where it stands for none.</summary>
    public RoleId? Find(string key) => _named.Exists(pair => pair.Key == key) ? _named.Find(pair => pair.Key == key).Role : null;

    /// <summary>A copy with more roles, each for a key that this draft leaves open. What the draft says itself wins: a role that it names already, for whatever, is left out.</summary>
    public PolicyDraft CompletedBy(IReadOnlyDictionary<string, RoleId> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        var complete = new PolicyDraft(ladder, prefix) { Exempt = Exempt, Scope = Scope, Strays = Strays };
        complete._named.AddRange(_named);
        var known = ladder.Keys.Select(key => key.Key).ToHashSet();
        foreach (var (key, role) in others.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (known.Contains(key) && role != Exempt && !complete._named.Exists(pair => pair.Key == key || pair.Role == role))
            {
                complete.Add(key, role);
            }
        }

        return complete;
    }

    /// <summary>The policy, or everything that is wrong with it as sentences.</summary>
    public Checked<Policy> Build()
    {
        var keys = ladder.Keys;
        var problems = Problems(keys.Select(key => key.Key).ToHashSet()).ToList();
        if (problems.Count > 0)
        {
            return Checked<Policy>.Invalid(problems);
        }

        var named = _named.ToDictionary(pair => pair.Key, pair => pair.Role);
        var roles = keys.Where(key => named.ContainsKey(key.Key)).Select(key => new ManagedRole(named[key.Key], key.Key, key.Name, key.Rank));
        return Checked<Policy>.Valid(new Policy(ladder, [.. roles], Exempt, Scope, Strays));
    }

    private IEnumerable<string> Problems(HashSet<string> known)
    {
        if (MissingVerified is { } missing)
        {
            yield return missing;
        }

        foreach (var (key, _) in _named.Where(pair => !known.Contains(pair.Key)))
        {
            yield return Unknown(key);
        }

        foreach (var twice in _named.GroupBy(pair => pair.Key).Where(twice => twice.Count() > 1))
        {
            yield return $"{prefix}{twice.Key} is set {twice.Count()} times: keep one.";
        }

        foreach (var shared in _named.DistinctBy(pair => (pair.Key, pair.Role)).GroupBy(pair => pair.Role).Where(shared => shared.Count() > 1))
        {
            yield return $"{string.Join(" and ", shared.Select(pair => prefix + pair.Key))} name the same role {shared.Key}: "
                + "a role can stand for one thing only, so give each its own or leave one out.";
        }

        if (Exempt is { } exempt && _named.Exists(pair => pair.Role == exempt))
        {
            yield return $"The exempt role {exempt} is also {string.Join(" and ", _named.Where(pair => pair.Role == exempt).Select(pair => prefix + pair.Key))}: "
                + "choose a role that is not managed.";
        }
    }

    private string Unknown(string key)
    {
        var tier = ladder.Tiers.FirstOrDefault(tier => !tier.HasVariants && key.StartsWith($"ROLE_{tier.Key}_", StringComparison.Ordinal));
        return tier is not null
            ? $"{prefix}{key} stands for nothing: {tier.Name} has only its base role, {prefix}{PolicyKey.Of(tier, Variant.Base)}."
            : $"{prefix}{key} stands for nothing: no tier, badge or status has this key.";
    }
}

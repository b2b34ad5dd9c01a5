namespace RoleSync.Core.Policies;

/// <summary>The tiers by their minimum scores. Immutable and checked.</summary>
public sealed class TierLadder
{
    private readonly Tier[] _tiers;

    private TierLadder(IEnumerable<Tier> tiers) => _tiers = [.. tiers.OrderBy(tier => tier.Minimum)];

    /// <summary>Ethos's ten credibility levels, from Untrusted (0) to Renowned (2600).</summary>
    public static TierLadder Default { get; } = new(
    [
        new("Untrusted", 0), new("Questionable", 800), new("Neutral", 1200), new("Known", 1400), new("Established", 1600),
        new("Reputable", 1800), new("Exemplary", 2000), new("Distinguished", 2200), new("Revered", 2400), new("Renowned", 2600),
    ]);

    /// <summary>The tiers, lowest first; at least one.</summary>
    public IReadOnlyList<Tier> Tiers => _tiers;

    /// <summary>What a role can stand for with these tiers: status and badges, then the tier roles from the highest to the lowest.</summary>
    public IReadOnlyList<PolicyKey> Keys => [.. PolicyKey.For(_tiers)];

    /// <summary>Checks the tiers and makes a ladder of them, in whatever order they come.</summary>
    public static Checked<TierLadder> Create(IReadOnlyCollection<Tier> tiers)
    {
        var problems = Problems(tiers).ToList();
        return problems.Count == 0 ? Checked<TierLadder>.Valid(new(tiers)) : Checked<TierLadder>.Invalid(problems);
    }

    /// <summary>The index in <see cref="Tiers"/> of the highest tier whose minimum is at most the score; -1 below the lowest.</summary>
    public int IndexOf(double score)
    {
        var index = _tiers.Length - 1;
        while (index >= 0 && !(_tiers[index].Minimum <= score))
        {
            index--;
        }

        return index;
    }

    private static IEnumerable<string> Problems(IReadOnlyCollection<Tier> tiers)
    {
        if (tiers.Count == 0)
        {
            yield return "There is no tier: name at least one with its minimum score.";
        }

        foreach (var tier in tiers.Where(tier => !IsName(tier.Name)))
        {
            yield return $"\"{tier.Name}\" is no name for a tier: use letters and digits, in words parted by one space.";
        }

        foreach (var tier in tiers.Where(tier => tier.Minimum is < 0 or > 1_000_000))
        {
            yield return $"The tier {tier.Name} begins at {tier.Minimum}: a minimum is a score from 0 on.";
        }

        foreach (var same in tiers.GroupBy(tier => tier.Minimum).Where(same => same.Count() > 1))
        {
            yield return $"{Join(same.Select(tier => tier.Name))} all begin at {same.Key}: every tier needs a minimum of its own.";
        }

        // "Human" would own ROLE_HUMAN_VALIDATOR, which is a badge, and so would two tiers of one name.
        foreach (var same in PolicyKey.For(tiers).GroupBy(key => key.Key).Where(same => same.Count() > 1))
        {
            yield return $"{Join(same.Select(key => key.Name))} share the key {same.Key}: give the tier another name.";
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 50 && name.Split(' ').All(word => word.Length > 0 && word.All(char.IsAsciiLetterOrDigit));

    private static string Join(IEnumerable<string> names) => string.Join(" and ", names.Select(name => $"\"{name}\""));
}

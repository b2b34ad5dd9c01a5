namespace RoleSync.Core.Policies;

/// <summary>One thing that a role can stand for, and the configuration key that says which role does.</summary>
/// <param name="Key">The name without its prefix, e.g. <c>VERIFIED_ROLE_ID</c> or <c>ROLE_KNOWN_HUMAN_VALIDATOR</c>.</param>
/// <param name="Name">What it stands for, e.g. <c>Known (human validator)</c>.</param>
/// <param name="Rank">For a tier role, where it stands; null for badges and status roles.</param>
public sealed record PolicyKey(string Key, string Name, TierRank? Rank)
{
    /// <summary>The role that puts a member in scope; the only one that must be there.</summary>
    public const string Verified = "VERIFIED_ROLE_ID";

    /// <summary>The role of members with a profile that somebody has interacted with.</summary>
    public const string VerifiedProfile = "VERIFIED_PROFILE_ROLE_ID";

    /// <summary>The badge of holders of a validator NFT.</summary>
    public const string Validator = "ROLE_VALIDATOR";

    /// <summary>The badge of people whose human verification is VERIFIED.</summary>
    public const string HumanVerified = "ROLE_HUMAN_VERIFIED";

    /// <summary>The badge of people who are both.</summary>
    public const string HumanValidator = "ROLE_HUMAN_VALIDATOR";

    private static readonly PolicyKey[] _statusAndBadges =
    [
        new(Verified, "Verified", null),
        new(VerifiedProfile, "Verified profile", null),
        new(Validator, "Validator", null),
        new(HumanVerified, "Human verified", null),
        new(HumanValidator, "Human validator", null),
    ];

    /// <summary>The key of a tier role.</summary>
    internal static string Of(Tier tier, Variant variant) => $"ROLE_{tier.Key}{Suffix(variant)}";

    /// <summary>Every key there is with these tiers: status and badges, then the tier roles from the highest to the lowest.</summary>
    internal static IEnumerable<PolicyKey> For(IEnumerable<Tier> tiers) =>
        _statusAndBadges.Concat(
            from tier in tiers.OrderByDescending(tier => tier.Minimum)
            from variant in tier.HasVariants
                ? [Variant.HumanValidator, Variant.Human, Variant.Validator, Variant.Base]
                : new[] { Variant.Base }
            select new PolicyKey(Of(tier, variant), tier.Name + Addition(variant), new TierRank(tier.Minimum, variant)));

    private static string Suffix(Variant variant) => variant switch
    {
        Variant.Base => "",
        Variant.Validator => "_VALIDATOR",
        Variant.Human => "_HUMAN",
        Variant.HumanValidator => "_HUMAN_VALIDATOR",
    };

    private static string Addition(Variant variant) => variant switch
    {
        Variant.Base => "",
        Variant.Validator => " (validator)",
        Variant.Human => " (human)",
        Variant.HumanValidator => " (human validator)",
    };
}

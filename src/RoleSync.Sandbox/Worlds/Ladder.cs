namespace RoleSync.Sandbox.Worlds;

/// <summary>The sandbox's own statement of the rule: which roles follow from what Ethos says. Deliberately written apart from the service.</summary>
internal static class Ladder
{
    public static readonly string[] Names =
        ["Untrusted", "Questionable", "Neutral", "Known", "Established", "Reputable", "Exemplary", "Distinguished", "Revered", "Renowned"];

    public static int TierOf(int score)
    {
        if (score < 1200)
        {
            return score < 800 ? 0 : 1;
        }
        return score < 1400 ? 2 : Math.Min(9, 3 + ((score - 1400) / 200));
    }

    /// <summary>0 base, 1 validator, 2 human, 3 human validator; the lowest tier has only the base.</summary>
    public static int VariantOf(EthosUser user)
    {
        if (TierOf(user.Score) == 0)
        {
            return 0;
        }
        return (IsValidator(user) ? 1 : 0) + (IsHuman(user) ? 2 : 0);
    }

    public static bool IsValidator(EthosUser user) => user.ValidatorNftCount > 0;

    public static bool IsHuman(EthosUser user) => user.Human == HumanVerification.Verified;

    public static bool HasInteractions(EthosUser user) =>
        user.ProfileId is not null || user.HasAddress || user.VouchesReceived > 0 ||
        user.PositiveReviews + user.NeutralReviews + user.NegativeReviews > 0;
}

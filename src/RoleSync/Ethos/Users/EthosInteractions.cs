namespace RoleSync.Ethos.Users;

/// <summary>Tells whether anybody has interacted with a user. Yes needs one proof; no needs every field that could be one; else null.</summary>
internal static class EthosInteractions
{
    /// <summary>At least one received review or vouch, or a linked address, or a profile.</summary>
    public static bool? Of(EthosUser user)
    {
        if (user.HasAddress())
        {
            return true;
        }

        var received = user.Received;
        var (positive, neutral, negative) = received.Reviews;
        return Any(
            user.HasProfile,
            positive > 0 || neutral > 0 || negative > 0 ? true : positive is null || neutral is null || negative is null ? null : false,
            !received.HasVouchField ? false : received.Vouches is { } vouches ? vouches > 0 : null,
            !received.HasVouchTotalsField ? false : received.VouchTotals is { } totals ? totals > 0 : null);
    }

    private static bool? Any(params ReadOnlySpan<bool?> proofs) => proofs.Contains(true) ? true : proofs.Contains(null) ? null : false;
}

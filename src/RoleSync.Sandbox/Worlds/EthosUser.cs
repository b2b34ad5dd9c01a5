namespace RoleSync.Sandbox.Worlds;

/// <summary>Status of an Ethos user (https://developers.ethos.network, users).</summary>
public enum EthosStatus
{
    /// <summary>In use.</summary>
    Active,

    /// <summary>Placeholder or unclaimed.</summary>
    Inactive,

    /// <summary>Folded into another user.</summary>
    Merged,
}

/// <summary>What the field humanVerificationStatus says.</summary>
public enum HumanVerification
{
    /// <summary>The field is not in the answer.</summary>
    Missing,

    /// <summary>The field is null.</summary>
    None,

    /// <summary>REQUESTED.</summary>
    Requested,

    /// <summary>PENDING.</summary>
    Pending,

    /// <summary>VERIFIED: the only one that counts.</summary>
    Verified,

    /// <summary>REVOKED.</summary>
    Revoked,
}

/// <summary>A person as the simulated Ethos knows them.</summary>
/// <param name="Id">Ethos user id.</param>
/// <param name="DiscordIds">Discord accounts linked to the person: one userkey service:discord:ID each.</param>
/// <param name="Score">0 to 2800.</param>
public sealed record EthosUser(long Id, IReadOnlyList<ulong> DiscordIds, int Score)
{
    /// <summary>On-chain profile, or null.</summary>
    public long? ProfileId { get; init; }

    /// <summary>Status.</summary>
    public EthosStatus Status { get; init; }

    /// <summary>Whether an address is linked: a userkey address:0x….</summary>
    public bool HasAddress { get; init; }

    /// <summary>Validator NFTs held; above 0 the person is a validator.</summary>
    public int ValidatorNftCount { get; init; }

    /// <summary>Human verification.</summary>
    public HumanVerification Human { get; init; } = HumanVerification.None;

    /// <summary>Positive reviews received.</summary>
    public int PositiveReviews { get; init; }

    /// <summary>Neutral reviews received.</summary>
    public int NeutralReviews { get; init; }

    /// <summary>Negative reviews received.</summary>
    public int NegativeReviews { get; init; }

    /// <summary>What the reviews say; null: made up to fit the counts.</summary>
    public IReadOnlyList<EthosReview>? Reviews { get; init; }

    /// <summary>Vouches received; null: stats.vouch is not in the answer, only stats.vouchTotals.</summary>
    public int? VouchesReceived { get; init; }

    /// <summary>The handle, also on X.</summary>
    public string Handle => $"person{Id}";

    /// <summary>The linked address.</summary>
    public string Address => $"0x{Id:x40}";

    /// <summary>The userkeys as the answer lists them.</summary>
    public IEnumerable<string> Userkeys()
    {
        if (ProfileId is { } profile)
        {
            yield return $"profileId:{profile}";
        }
        if (HasAddress)
        {
            yield return $"address:{Address}";
        }
        foreach (var discord in DiscordIds)
        {
            yield return $"service:discord:{discord}";
        }
        yield return $"service:x.com:{Id + 900_000_000}";
    }
}

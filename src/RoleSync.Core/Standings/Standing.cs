namespace RoleSync.Core.Standings;

/// <summary>
/// What Ethos says of one member. Only a complete, well-formed answer that covers the asked id makes a member
/// <see cref="Known"/> or <see cref="Absent"/>; anything else is <see cref="Unknown"/>, and Unknown changes nothing.
/// </summary>
public abstract record Standing
{
    private Standing()
    {
    }

    /// <summary>Ethos answered, and nobody there is linked to this Discord account.</summary>
    public static Standing AbsentStanding { get; } = new Absent();

    /// <summary>Ethos knows the person.</summary>
    /// <param name="Score">The credibility score, 0 to 2800; Ethos sends a number that need not be whole.</param>
    /// <param name="IsValidator">The person holds at least one validator NFT.</param>
    /// <param name="IsHuman">The person's human verification is VERIFIED.</param>
    /// <param name="HasInteractions">At least one received review or vouch, or a linked address, or a profile.</param>
    public sealed record Known(double Score, bool IsValidator, bool IsHuman, bool HasInteractions) : Standing;

    /// <summary>Ethos answered, and nobody there is linked to this Discord account.</summary>
    public sealed record Absent : Standing;

    /// <summary>There is no trustworthy answer.</summary>
    /// <param name="Why">A sentence for the person who reads the report.</param>
    public sealed record Unknown(string Why) : Standing
    {
        /// <summary>True when the whole call went without a usable answer, so that asking again may help; false when Ethos answered and this member's part of it says too little.</summary>
        public bool IsOutage { get; init; }
    }
}

namespace RoleSync.Core.Standings;

/// <summary>What Ethos shows of a person, for people to read; no role depends on it. What Ethos left out or garbled is null.</summary>
/// <param name="Name">As the person calls themselves: anything, of any length.</param>
/// <param name="Score">The credibility score, 0 to 2800.</param>
public sealed record Profile(string Name, double Score)
{
    /// <summary>Whether the person has a profile, or anybody has interacted with them; null when Ethos did not say enough.</summary>
    public bool? HasInteractions { get; init; }

    /// <summary>Holds at least one validator NFT.</summary>
    public bool IsValidator { get; init; }

    /// <summary>The human verification is VERIFIED.</summary>
    public bool IsHuman { get; init; }

    /// <summary>Reviews received.</summary>
    public ReviewCounts? Reviews { get; init; }

    /// <summary>Vouches received, from 0.</summary>
    public int? Vouches { get; init; }

    /// <summary>Contributor XP, from 0.</summary>
    public double? Xp { get; init; }

    /// <summary>The influence factor, from 0.</summary>
    public double? Influence { get; init; }

    /// <summary>The person's page at Ethos, https.</summary>
    public Uri? Page { get; init; }

    /// <summary>The review that most people found helpful.</summary>
    public Review? TopReview { get; init; }
}

/// <summary>How many reviews of each sort somebody has received; none is negative.</summary>
public sealed record ReviewCounts(int Positive, int Neutral, int Negative)
{
    /// <summary>All of them.</summary>
    public long Total => (long)Positive + Neutral + Negative;

    /// <summary>The share of positive ones, 0 to 1; null where there is no review.</summary>
    public double? PositiveShare => Total == 0 ? null : (double)Positive / Total;
}

/// <summary>What somebody wrote about a person.</summary>
/// <param name="Comment">Anything, of any length.</param>
/// <param name="Author">As the author calls themselves.</param>
/// <param name="Upvotes">From 0.</param>
public sealed record Review(string Comment, string Author, int Upvotes);

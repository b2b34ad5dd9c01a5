using RoleSync.Core.Standings;

namespace RoleSync.Members;

/// <summary>What came of the question who somebody is at Ethos.</summary>
internal abstract record ProfileAnswer
{
    private ProfileAnswer()
    {
    }

    /// <summary>Ethos knows the person.</summary>
    public sealed record Found(Profile Profile) : ProfileAnswer;

    /// <summary>Ethos knows nobody behind the account, or an account that nobody has claimed and nobody has interacted with.</summary>
    public sealed record NoProfile : ProfileAnswer;

    /// <summary>Ethos gave no usable answer.</summary>
    /// <param name="Why">A sentence.</param>
    public sealed record Unavailable(string Why) : ProfileAnswer;

    /// <summary>The caller asked a moment ago. Nothing was looked up.</summary>
    /// <param name="Left">Until the next time.</param>
    public sealed record TooSoon(TimeSpan Left) : ProfileAnswer;
}

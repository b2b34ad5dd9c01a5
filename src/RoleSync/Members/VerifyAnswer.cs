using RoleSync.Core.Records;
using RoleSync.Core.Standings;

namespace RoleSync.Members;

/// <summary>What came of a request to verify a member.</summary>
internal abstract record VerifyAnswer
{
    private VerifyAnswer()
    {
    }

    /// <summary>Ethos knows the person; the roles were compared with what it says.</summary>
    /// <param name="Standing">What Ethos says. Without interactions there is nothing to verify.</param>
    /// <param name="Changes">What was to be changed, in order, and what became of it; empty when all was right already.</param>
    /// <param name="Why">Why not all of it was sent, as a sentence; null when all was.</param>
    public sealed record Looked(Standing.Known Standing, IReadOnlyList<StoredChange> Changes, string? Why) : VerifyAnswer;

    /// <summary>Nobody at Ethos has linked this Discord account. Nothing was changed.</summary>
    public sealed record NotLinked : VerifyAnswer;

    /// <summary>Ethos gave no trustworthy answer. Nothing was changed.</summary>
    /// <param name="Why">A sentence.</param>
    public sealed record EthosSilent(string Why) : VerifyAnswer;

    /// <summary>There is nothing to verify: a bot, an exempt member, nobody of the server. Nothing was changed.</summary>
    /// <param name="Because">Which of them.</param>
    public sealed record LeftAlone(Reason Because) : VerifyAnswer;

    /// <summary>It could not be done now. Nothing was changed.</summary>
    /// <param name="Why">A sentence.</param>
    /// <param name="NeedsModerator">Whether somebody who runs the server has to mend something first.</param>
    public sealed record NotNow(string Why, bool NeedsModerator) : VerifyAnswer;

    /// <summary>The member was verified a moment ago. Nothing was looked up.</summary>
    /// <param name="Left">Until the next time.</param>
    public sealed record TooSoon(TimeSpan Left) : VerifyAnswer;

    /// <summary>Why somebody is left alone.</summary>
    public enum Reason
    {
        /// <summary>Bots have no standing.</summary>
        IsBot,

        /// <summary>Holds the exempt role.</summary>
        IsExempt,

        /// <summary>Is not in the server.</summary>
        IsNoMember,
    }
}

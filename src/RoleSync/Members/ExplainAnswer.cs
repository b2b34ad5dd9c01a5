namespace RoleSync.Members;

/// <summary>What came of the question why a member holds which roles.</summary>
internal abstract record ExplainAnswer
{
    private ExplainAnswer()
    {
    }

    /// <summary>Everything that was asked is known.</summary>
    public sealed record Explained(MemberExplanation Explanation) : ExplainAnswer;

    /// <summary>Discord did not let the member be read.</summary>
    /// <param name="Why">A sentence.</param>
    public sealed record Unavailable(string Why) : ExplainAnswer;
}

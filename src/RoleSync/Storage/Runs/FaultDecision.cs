namespace RoleSync.Storage.Runs;

/// <summary>What becomes of a run whose firing met a fault that nobody foresaw.</summary>
internal abstract record FaultDecision
{
    private FaultDecision()
    {
    }

    /// <summary>Says what happened and what follows, as a sentence for people.</summary>
    public required string Why { get; init; }

    /// <summary>The run rests and tries again.</summary>
    /// <param name="Pause">How long it rests.</param>
    public sealed record Postpone(TimeSpan Pause) : FaultDecision;

    /// <summary>The run ends as failed.</summary>
    public sealed record Fail : FaultDecision;
}

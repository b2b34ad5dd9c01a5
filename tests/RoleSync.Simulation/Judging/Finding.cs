namespace RoleSync.Simulation.Judging;

/// <summary>Something that must never be.</summary>
/// <param name="At">When it was seen.</param>
/// <param name="Rule">Which rule is broken: a few words, the same for every breach of it.</param>
/// <param name="What">What was seen.</param>
/// <param name="Run">The run that did it, where the rule leaves some kinds of runs out.</param>
internal sealed record Finding(TimeSpan At, string Rule, string What, long? Run = null)
{
    public override string ToString() => $"{At:d\\.hh\\:mm\\:ss\\.fff} [{Rule}] {What}";
}

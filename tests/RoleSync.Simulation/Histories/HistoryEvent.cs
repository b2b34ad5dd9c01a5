using RoleSync.Simulation.Playing;

namespace RoleSync.Simulation.Histories;

/// <summary>Something that happens at a moment of a history. Whom it concerns is a share (0 to 1) of those who are there then, so that it means something whatever else is left out.</summary>
/// <param name="At">When, from the beginning.</param>
internal abstract record HistoryEvent(TimeSpan At)
{
    /// <summary>Lets it happen.</summary>
    /// <returns>What the story says of it.</returns>
    public abstract Task<string> PlayAsync(SimulatedRun scenario);
}

namespace RoleSync.Work;

/// <summary>What decides how fast a run writes.</summary>
internal enum Pacing
{
    /// <summary>Discord's limits alone.</summary>
    Adaptive,

    /// <summary>Discord's limits, and the delays between members, batches and role operations that the old bot had.</summary>
    Fixed,
}

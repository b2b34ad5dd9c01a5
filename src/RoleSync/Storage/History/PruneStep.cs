namespace RoleSync.Storage.History;

/// <summary>What came of one step of pruning.</summary>
internal enum PruneStep
{
    /// <summary>Something was deleted; there may be more.</summary>
    Done,

    /// <summary>A run is under way, so that nothing was looked for.</summary>
    Postponed,

    /// <summary>There is nothing to delete.</summary>
    Nothing,
}

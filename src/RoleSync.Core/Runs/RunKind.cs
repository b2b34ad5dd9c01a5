namespace RoleSync.Core.Runs;

/// <summary>What a run is for.</summary>
public enum RunKind
{
    /// <summary>Plans, then applies.</summary>
    Sync = 1,

    /// <summary>Plans only.</summary>
    DryRun = 2,

    /// <summary>Verifies one member, beside whatever other run the guild has.</summary>
    Member = 3,

    /// <summary>Takes back what another run wrote.</summary>
    Undo = 4,
}

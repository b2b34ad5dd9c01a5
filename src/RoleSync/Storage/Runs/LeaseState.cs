namespace RoleSync.Storage.Runs;

/// <summary>Whether a firing may go on with its run.</summary>
internal enum LeaseState
{
    /// <summary>It owns the run, nobody asked to stop.</summary>
    Held,

    /// <summary>Somebody asked the run to stop.</summary>
    StopAsked,

    /// <summary>A newer firing owns the run.</summary>
    Lost,
}

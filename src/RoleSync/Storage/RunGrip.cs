namespace RoleSync.Storage;

/// <summary>Whether a firing may go on with its run.</summary>
internal enum RunGrip
{
    /// <summary>It owns the run, nobody asked to stop.</summary>
    Held,

    /// <summary>Somebody asked the run to stop.</summary>
    StopAsked,

    /// <summary>A newer firing owns the run.</summary>
    Lost,
}

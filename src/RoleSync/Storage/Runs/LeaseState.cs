namespace RoleSync.Storage.Runs;

/// <summary>Whether a firing may go on with its run.</summary>
internal enum LeaseState
{
    /// <summary>It owns the run, nobody asked to stop.</summary>
    Held,

    /// <summary>It owns the run, and somebody asked the run to stop.</summary>
    StopAsked,

    /// <summary>A newer firing owns the run, or the run has ended: nothing can be written any more.</summary>
    Lost,
}

/// <summary>What the database says about a lease and one member of its run.</summary>
/// <param name="State">Whether the firing may go on.</param>
/// <param name="Pending">How many changes of the member are pending; 0 where the lease is lost, or nobody was asked about.</param>
internal readonly record struct LeaseCheck(LeaseState State, int Pending);

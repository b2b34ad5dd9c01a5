using RoleSync.Work;

namespace RoleSync.Storage.Runs;

/// <summary>Whether a firing may go on with its run.</summary>
internal enum LeaseState
{
    /// <summary>It owns the run, nobody asked to stop.</summary>
    Held,

    /// <summary>It owns the run, and somebody asked the run to stop.</summary>
    StopRequested,

    /// <summary>A newer firing owns the run, or the run has ended: nothing can be written any more.</summary>
    Lost,
}

/// <summary>What the database says about a lease and one member of its run.</summary>
/// <param name="State">Whether the firing may go on.</param>
/// <param name="Pending">How many changes of the member are pending; 0 where the lease is lost, or nobody was asked about.</param>
internal readonly record struct LeaseCheck(LeaseState State, int Pending);

/// <summary>What the state of its lease means for a phase.</summary>
internal static class LeaseStateExtensions
{
    /// <summary>How the phase ends; null while the firing may go on.</summary>
    public static PhaseResult? EndsPhase(this LeaseState state) => state switch
    {
        LeaseState.Held => null,
        LeaseState.StopRequested => new PhaseResult.StopRequested(),
        LeaseState.Lost => new PhaseResult.LeaseLost(),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state of a lease."),
    };
}

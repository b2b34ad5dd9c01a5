namespace RoleSync.Core.Runs;

/// <summary>Which phase may follow which.</summary>
public static class RunTransitions
{
    /// <summary>Whether a run may go from one phase to another.</summary>
    /// <param name="from">The phase it is in.</param>
    /// <param name="to">The phase it is to enter; never the same one.</param>
    /// <param name="planIsComplete">Whether its plan was finished: a run that was stopped while planning cannot go on.</param>
    public static bool IsLegal(RunPhase from, RunPhase to, bool planIsComplete) => (from, to) switch
    {
        (RunPhase.Queued, RunPhase.Planning) => !planIsComplete,
        (RunPhase.Queued, RunPhase.Applying) => planIsComplete,
        (RunPhase.Queued, RunPhase.Stopped) => true,
        (RunPhase.Planning, RunPhase.Held or RunPhase.Applying or RunPhase.Completed) => planIsComplete,
        (RunPhase.Planning, RunPhase.Stopped or RunPhase.Failed) => true,
        (RunPhase.Held, RunPhase.Queued or RunPhase.Applying or RunPhase.Stopped) => true,
        (RunPhase.Applying, RunPhase.Waiting or RunPhase.Completed or RunPhase.Stopped or RunPhase.Failed) => true,
        (RunPhase.Waiting, RunPhase.Applying or RunPhase.Stopped) => true,
        (RunPhase.Stopped, RunPhase.Applying) => planIsComplete,
        _ => false,
    };

    /// <summary>Whether the run keeps another one that a person asks for from starting, unless it is a scheduled one that gives way.</summary>
    public static bool IsActive(this RunPhase phase) => phase is RunPhase.Queued or RunPhase.Planning or RunPhase.Held or RunPhase.Applying;

    /// <summary>Whether the run is at work, is between two firings of one piece of work, or is next in line.</summary>
    public static bool IsRunning(this RunPhase phase) => phase is RunPhase.Queued or RunPhase.Planning or RunPhase.Applying;

    /// <summary>Whether nothing can follow.</summary>
    public static bool IsFinal(this RunPhase phase) => phase is RunPhase.Completed or RunPhase.Failed;
}

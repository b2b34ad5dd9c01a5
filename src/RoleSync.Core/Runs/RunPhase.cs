namespace RoleSync.Core.Runs;

/// <summary>Where a run stands.</summary>
public enum RunPhase
{
    /// <summary>Waits in line: a scheduled run of the guild gives way, and is about to end.</summary>
    Queued = 0,

    /// <summary>Reads members and standings, writes nothing to Discord.</summary>
    Planning = 1,

    /// <summary>Planned, and waits for a person because it would take roles from too many.</summary>
    Held = 2,

    /// <summary>Sends the planned changes.</summary>
    Applying = 3,

    /// <summary>One chunk is done; the next one waits for a trigger.</summary>
    Waiting = 4,

    /// <summary>Every member is done.</summary>
    Completed = 5,

    /// <summary>Stopped or rejected by a person.</summary>
    Stopped = 6,

    /// <summary>Ended by a fault that a person must mend; <see cref="Run.Error"/> says which.</summary>
    Failed = 7,
}

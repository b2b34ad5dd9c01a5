namespace RoleSync.Cli.Http;

/// <summary>The <c>status</c> of GET /sync-status. Times are milliseconds, instants count from 1970.</summary>
internal sealed record SyncStatus
{
    public bool IsRunning { get; init; }

    public bool ShouldStop { get; init; }

    public string? CurrentGuild { get; init; }

    public int ProcessedUsers { get; init; }

    public int TotalUsers { get; init; }

    public int LastProcessedIndex { get; init; } = -1;

    public long? Duration { get; init; }

    /// <summary>Null where the service has never had a run.</summary>
    public long? RunId { get; init; }

    public string? Kind { get; init; }

    /// <summary>planning, held, applying, waiting, completed, stopped or failed.</summary>
    public string? Phase { get; init; }

    public int NextIndex { get; init; }

    public int Planned { get; init; }

    public int Applied { get; init; }

    public int Failed { get; init; }

    public int Refused { get; init; }

    public int Skipped { get; init; }

    public int Unknown { get; init; }

    public int Listed { get; init; }

    public string? Error { get; init; }

    /// <summary>What a completed run has achieved: ok, warnings or nothing; null for every other run.</summary>
    public string? Result { get; init; }

    /// <summary>What was left undone, in sentences; null where all is well.</summary>
    public string? Warnings { get; init; }

    public long? EtaMs { get; init; }

    /// <summary>What does the members that are left, where the run waits for its next trigger.</summary>
    public string? Rest { get; init; }
}

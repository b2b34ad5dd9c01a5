namespace RoleSync.Core.Runs;

/// <summary>Who asked for a run.</summary>
public enum RunTrigger
{
    /// <summary>A call of the HTTP API.</summary>
    Http = 1,

    /// <summary>The schedule.</summary>
    Cron = 2,

    /// <summary>The command line.</summary>
    Cli = 3,

    /// <summary>A slash command or button.</summary>
    Discord = 4,

    /// <summary>The service itself, so long after the last run of the guild: a pass.</summary>
    Pass = 5,
}

/// <summary>What follows from who asked.</summary>
public static class RunTriggers
{
    /// <summary>Whether nobody waits for the run: it gives way to those that people ask for.</summary>
    public static bool IsScheduled(this RunTrigger trigger) => trigger is RunTrigger.Cron or RunTrigger.Pass;
}

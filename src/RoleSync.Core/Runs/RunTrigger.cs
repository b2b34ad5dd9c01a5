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
}

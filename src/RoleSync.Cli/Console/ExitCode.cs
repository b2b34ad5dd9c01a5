namespace RoleSync.Cli.Console;

/// <summary>What the executable says to the shell that called it.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The run or the command failed, or nothing at all could be done.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage or configuration: nothing was started.</summary>
    public const int BadUsage = 2;

    /// <summary>The run is held for a person, or the service refused because of what is under way.</summary>
    public const int Held = 3;

    /// <summary>The run was stopped or rejected.</summary>
    public const int Stopped = 4;

    /// <summary>The service does not answer, or does not let us in.</summary>
    public const int Unreachable = 5;

    /// <summary>Done, and there is something that a person should look at: changes were refused or failed, too many standings are unknown, the doctor warns.</summary>
    public const int Warnings = 10;

    /// <summary>A plan that would change something.</summary>
    public const int Changes = 10;

    /// <summary>Ctrl-C while waiting, as shells write it (128 + SIGINT): the run itself goes on.</summary>
    public const int Interrupted = 130;
}

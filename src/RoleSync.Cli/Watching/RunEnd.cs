using RoleSync.Api.Views;
using RoleSync.Cli.Console;

namespace RoleSync.Cli.Watching;

/// <summary>What the end of a run means for the shell.</summary>
internal static class RunEnd
{
    /// <summary>The exit code for the last state of a run.</summary>
    public static int CodeOf(SyncStatus status) => status.Phase switch
    {
        "completed" => status.Result switch
        {
            "nothing" => ExitCode.Failed,
            "warnings" => ExitCode.Warnings,
            _ => ExitCode.Done,
        },
        "stopped" => ExitCode.Stopped,
        "held" => ExitCode.Held,
        _ => ExitCode.Failed,
    };
}

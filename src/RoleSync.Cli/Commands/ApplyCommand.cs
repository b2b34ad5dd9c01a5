using System.CommandLine;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;
using RoleSync.Cli.Watching;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync apply RUN</c>: applies the plan of a dry run, and nothing else, and waits for its end.</summary>
internal static class ApplyCommand
{
    public static Command Create(Shell shell)
    {
        var run = CommonOptions.Run();
        var json = CommonOptions.Json();
        var command = new Command("apply", "Apply the plan of a dry run and wait for its end; what went stale is skipped and listed") { run, json };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api => await RunEnding.WaitAsync(
            shell, api, await api.ApplyAsync(given.GetRequiredValue(run), ct), given.GetValue(json), ct)));
        return command;
    }
}

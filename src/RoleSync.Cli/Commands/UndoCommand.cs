using System.CommandLine;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;
using RoleSync.Cli.Watching;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync undo RUN</c>: takes back what a run wrote, and waits for its end.</summary>
internal static class UndoCommand
{
    public static Command Create(Shell shell)
    {
        var run = CommonOptions.Run();
        var json = CommonOptions.Json();
        var command = new Command("undo", "Take back what a run wrote and wait for the end; roles that were changed since are left alone and listed") { run, json };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api => await RunEnding.WaitAsync(
            shell, api, await api.UndoAsync(given.GetRequiredValue(run), ct), given.GetValue(json), ct)));
        return command;
    }
}

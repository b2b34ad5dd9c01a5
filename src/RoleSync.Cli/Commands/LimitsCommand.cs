using System.CommandLine;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;
using RoleSync.Cli.Watching;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync limits</c>: Discord's limits as the service knows them, one bucket a line.</summary>
internal static class LimitsCommand
{
    public static Command Create(Shell shell)
    {
        var json = CommonOptions.Json();
        var command = new Command("limits", "Show Discord's limits, what waits for them, and when runs will end") { json };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api => await shell.AnswerAsync(
            await api.LimitsAsync(ct), given.GetValue(json), LimitsText.Of)));
        return command;
    }
}

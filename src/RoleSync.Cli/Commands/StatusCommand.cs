using System.CommandLine;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;
using RoleSync.Cli.Watching;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync status</c>: how far the newest run is.</summary>
internal static class StatusCommand
{
    public static Command Create(Shell shell)
    {
        var guild = CommonOptions.Guild(shell);
        var json = CommonOptions.Json();
        var command = new Command("status", "Show how far the newest run is") { guild, json };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api => await shell.AnswerAsync(
            await api.StatusAsync(given.GetValue(guild), ct), given.GetValue(json), answer => StatusText.Summary(answer))));
        return command;
    }
}

using System.CommandLine;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync approve RUN</c>: lets a held run write.</summary>
internal static class ApproveCommand
{
    public static Command Create(Shell shell)
    {
        var run = CommonOptions.Run();
        var json = CommonOptions.Json();
        var command = new Command("approve", "Let a held run write what it planned") { run, json };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api => await shell.AnswerAsync(
            await api.ApproveAsync(given.GetRequiredValue(run), ct), given.GetValue(json), answer => $"Run {answer.Id} has been approved: it goes on.")));
        return command;
    }
}

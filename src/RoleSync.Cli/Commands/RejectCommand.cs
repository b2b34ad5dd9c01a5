using System.CommandLine;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync reject RUN</c>: ends a held run without a write.</summary>
internal static class RejectCommand
{
    public static Command Create(Shell shell)
    {
        var run = CommonOptions.Run();
        var json = CommonOptions.Json();
        var command = new Command("reject", "End a held run without a write") { run, json };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api => await shell.AnswerAsync(
            await api.RejectAsync(given.GetRequiredValue(run), ct), given.GetValue(json), answer => $"Run {answer.Id} has been rejected: nothing was written.")));
        return command;
    }
}

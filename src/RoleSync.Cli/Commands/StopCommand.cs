using System.CommandLine;
using RoleSync.Cli.Http;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync stop</c>: asks the run under way to stop and does not wait until it has.</summary>
internal static class StopCommand
{
    public static Command Create(Shell shell)
    {
        var guild = CommonOptions.Guild(shell);
        var json = CommonOptions.Json();
        var command = new Command("stop", "Ask the run under way to stop after the member in hand") { guild, json };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api => await shell.AnswerAsync(
            await api.StopAsync(given.GetValue(guild), ct),
            given.GetValue(json),
            answer => answer.Message ?? (answer.WasStopped ? "The run has been asked to stop." : "No run is under way."))));
        return command;
    }
}

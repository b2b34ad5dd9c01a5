using System.CommandLine;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync stop</c>: asks the run under way to stop and does not wait until it has.</summary>
internal static class StopCommand
{
    public static Command Create(Shell shell)
    {
        var guild = CommonOptions.Guild(shell);
        var json = CommonOptions.Json();
        var all = new Option<bool>("--all") { Description = "Stop the runs of every server, not of one" };
        var command = new Command("stop", "Ask the run under way to stop after the member in hand") { guild, all, json };
        command.Validators.Add(result =>
        {
            // DISCORD_GUILD_ID is no contradiction, an option is.
            if (result.GetValue(all) && result.GetResult(guild) is { Implicit: false })
            {
                result.AddError("--guild-id names one server and --all means every one: give one of them.");
            }
        });
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api => await shell.AnswerAsync(
            await api.StopAsync(given.GetValue(all) ? new StopRequest(null, true) : new StopRequest(given.GetValue(guild), null), ct),
            given.GetValue(json),
            answer => answer.Message)));
        return command;
    }
}

using System.CommandLine;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;
using RoleSync.Cli.Watching;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync limits</c>: Discord's limits as the service knows them, one bucket a line; of many guilds the worst buckets.</summary>
internal static class LimitsCommand
{
    public static Command Create(Shell shell)
    {
        var json = CommonOptions.Json();
        var all = new Option<bool>("--all") { Description = "List every bucket and run, however many guilds there are" };
        var command = new Command("limits", "Show Discord's limits, what waits for them, and when runs will end") { json, all };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api => await shell.AnswerAsync(
            await api.LimitsAsync(given.GetValue(all), ct), given.GetValue(json), LimitsText.Of)));
        return command;
    }
}

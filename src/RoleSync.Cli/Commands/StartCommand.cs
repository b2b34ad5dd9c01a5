using System.CommandLine;
using RoleSync.Cli.Http;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync start</c>: starts a run and does not wait for it.</summary>
internal static class StartCommand
{
    public static Command Create(Shell shell)
    {
        var guild = CommonOptions.Guild(shell);
        var startIndex = CommonOptions.StartIndex();
        var chunkSize = CommonOptions.ChunkSize();
        var dryRun = CommonOptions.DryRun();
        var json = CommonOptions.Json();
        var command = new Command("start", "Start a run and leave it to itself") { guild, startIndex, chunkSize, dryRun, json };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api =>
        {
            var request = new TriggerRequest(
                given.GetValue(guild), given.GetValue(startIndex), given.GetValue(chunkSize), given.GetValue(dryRun) ? true : null);
            return await shell.AnswerAsync(await api.TriggerAsync(request, ct), given.GetValue(json), started =>
                $"Run {started.RunId} of guild {started.GuildId} has started at index {started.StartIndex}, {started.ChunkSize} members a chunk: "
                + "\"rolesync status\" shows how far it is.");
        }));
        return command;
    }
}

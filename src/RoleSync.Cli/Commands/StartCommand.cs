using System.CommandLine;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync start</c>: goes on with the run that waits or was stopped, or starts one, and does not wait for it.</summary>
internal static class StartCommand
{
    public static Command Create(Shell shell)
    {
        var guild = CommonOptions.Guild(shell);
        var startIndex = CommonOptions.StartIndex();
        var chunkSize = CommonOptions.ChunkSize();
        var dryRun = CommonOptions.DryRun();
        var json = CommonOptions.Json();
        var fromStart = new Option<bool>("--from-start") { Description = "Plan anew from the first member, even if a run waits or was stopped" };
        var command = new Command("start", "Go on with the run that waits or was stopped, or start one, and leave it to itself") { guild, startIndex, fromStart, chunkSize, dryRun, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(fromStart) && result.GetResult(startIndex) is { Implicit: false })
            {
                result.AddError("--from-start begins at the first member and --start-index at another one: give one of them.");
            }
        });
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api =>
        {
            var request = new TriggerRequest(
                given.GetValue(guild), given.GetValue(fromStart) ? 0 : given.GetValue(startIndex), given.GetValue(chunkSize), given.GetValue(dryRun) ? true : null);
            return await shell.AnswerAsync(await api.TriggerAsync(request, ct), given.GetValue(json), started =>
                $"Run {started.RunId} of guild {started.GuildId} {(started.GoesOn ? "goes on" : "has started")} at index {started.StartIndex}, {started.ChunkSize} members a chunk: "
                + $"\"rolesync status\" shows how far it is.{Environment.NewLine}{started.Message}");
        }));
        return command;
    }
}

using System.CommandLine;
using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;
using RoleSync.Cli.Watching;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync complete</c>: starts a run and sees it to its end, whether its chunks follow each other by themselves or not.</summary>
internal static class CompleteCommand
{
    public static Command Create(Shell shell)
    {
        var guild = CommonOptions.Guild(shell);
        var startIndex = CommonOptions.StartIndex();
        var chunkSize = CommonOptions.ChunkSize();
        var dryRun = CommonOptions.DryRun();
        var json = CommonOptions.Json();
        var command = new Command("complete", "Start a run and wait for its end; Ctrl-C leaves it running") { guild, startIndex, chunkSize, dryRun, json };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, api =>
        {
            // The whole server by a plan of now, unless an index says otherwise: left out, it would go on with whatever was begun some time ago.
            var request = new TriggerRequest(
                given.GetValue(guild), given.GetValue(startIndex) ?? 0, given.GetValue(chunkSize), given.GetValue(dryRun) ? true : null);
            return RunAsync(shell, api, request, given.GetValue(json), ct);
        }));
        return command;
    }

    private static async Task<int> RunAsync(Shell shell, SyncApi api, TriggerRequest request, bool json, CancellationToken ct)
    {
        var trigger = await api.TriggerAsync(request, ct);
        if (trigger is not ApiAnswer<TriggerAnswer>.Ok { Value: var started })
        {
            return await shell.AnswerAsync(trigger, json, _ => "");
        }

        return await RunEnding.WaitAsync(shell, api, request, StartedRun.Of(started), json, ct);
    }
}

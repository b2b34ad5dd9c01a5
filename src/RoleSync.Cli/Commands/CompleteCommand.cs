using System.CommandLine;
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
            var request = new TriggerRequest(
                given.GetValue(guild), given.GetValue(startIndex), given.GetValue(chunkSize), given.GetValue(dryRun) ? true : null);
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

        try
        {
            var watch = new RunWatch(api, shell.Clock, request, started);
            var end = await new ProgressDisplay(shell).DuringAsync(show => watch.ToItsEndAsync(show, ct));
            return await EndAsync(shell, end, json);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await shell.Error.WriteLineAsync(
                $"No longer watching; run {started.RunId} goes on: \"rolesync status\" shows how far it is, \"rolesync stop\" ends it.");
            return ExitCode.Interrupted;
        }
    }

    private static async Task<int> EndAsync(Shell shell, ApiAnswer<StatusAnswer> end, bool json)
    {
        var code = await shell.AnswerAsync(end, json, answer => StatusText.End(answer.Status));
        if (end is not ApiAnswer<StatusAnswer>.Ok { Value.Status: var status })
        {
            return code;
        }

        if (status is { Phase: "held", RunId: { } run })
        {
            await shell.Error.WriteLineAsync($"Run {run} waits for a person: {StatusText.HowToDecide(run)}");
        }

        return RunEnd.CodeOf(status);
    }
}

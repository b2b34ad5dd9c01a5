using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;

namespace RoleSync.Cli.Watching;

/// <summary>Waits for the end of a run that a command has started, and says how it ended.</summary>
internal static class RunEnding
{
    /// <summary>Watches a started run to its end and prints it; returns the exit code.</summary>
    public static async Task<int> WaitAsync(Shell shell, SyncApi api, TriggerRequest request, StartedRun started, bool json, CancellationToken ct)
    {
        var end = await WatchAsync(shell, api, request, started, ct);
        return end is null ? ExitCode.Interrupted : await PrintAsync(shell, end, json);
    }

    /// <summary>Waits for the end of a run that follows from another one; returns the exit code.</summary>
    public static async Task<int> WaitAsync(Shell shell, SyncApi api, ApiAnswer<RunView> answer, bool json, CancellationToken ct)
    {
        if (answer is not ApiAnswer<RunView>.Ok { Value: var run })
        {
            return await shell.AnswerAsync(answer, json, _ => "");
        }

        return await WaitAsync(shell, api, new TriggerRequest(run.GuildId, null, null, null), new StartedRun(run.Id, run.GuildId), json, ct);
    }

    /// <summary>Watches a started run to its end; null where Ctrl-C ended the watch, which is said.</summary>
    public static async Task<ApiAnswer<StatusAnswer>?> WatchAsync(
        Shell shell, SyncApi api, TriggerRequest request, StartedRun started, CancellationToken ct)
    {
        try
        {
            var watch = new RunWatch(api, shell.Clock, request, started);
            return await new ProgressDisplay(shell).DuringAsync(show => watch.ToItsEndAsync(show, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await shell.Error.WriteLineAsync(
                $"No longer watching; run {started.RunId} goes on: \"rolesync status\" shows how far it is, \"rolesync stop\" ends it.");
            return null;
        }
    }

    /// <summary>Prints the end of a run; returns the exit code.</summary>
    public static async Task<int> PrintAsync(Shell shell, ApiAnswer<StatusAnswer> end, bool json)
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

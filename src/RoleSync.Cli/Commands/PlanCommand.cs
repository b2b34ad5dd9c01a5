using System.CommandLine;
using System.Text.Json;
using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;
using RoleSync.Cli.Watching;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync plan</c>: what a run would change now. Exit code 0: nothing; 10: something; 3: so much that it would be held.</summary>
internal static class PlanCommand
{
    public static Command Create(Shell shell)
    {
        var guild = CommonOptions.Guild(shell);
        var json = new Option<bool>("--json") { Description = "Print the run, its transitions and all changes as JSON" };
        var csv = new Option<bool>("--csv") { Description = "Print all changes as CSV" };
        var whatIf = new Option<string>("--what-if") { Description = "A file with the keys of appsettings.json: show the plan under these settings, which are not in force", HelpName = "FILE" };
        var command = new Command("plan", "Show what a run would change, without a write (exit code 0: nothing, 10: something, 3: it would be held)") { guild, json, csv, whatIf };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(csv))
            {
                result.AddError("--json and --csv are two forms of one answer: give one of them.");
            }
        });
        command.SetAction((given, ct) => given.GetValue(whatIf) is { } file
            ? WhatIf.RunAsync(shell, file, given.GetValue(guild), given.GetValue(json), given.GetValue(csv), ct)
            : SyncApiConnection.UseAsync(shell, api =>
            RunAsync(shell, api, given.GetValue(guild), given.GetValue(json), given.GetValue(csv), ct)));
        return command;
    }

    private static async Task<int> RunAsync(Shell shell, SyncApi api, string? guild, bool json, bool csv, CancellationToken ct)
    {
        var request = new TriggerRequest(guild, null, null, DryRun: true);
        var trigger = await api.TriggerAsync(request, ct);
        if (trigger is not ApiAnswer<TriggerAnswer>.Ok { Value: var started })
        {
            return await shell.AnswerAsync(trigger, json: false, _ => "");
        }

        var end = await RunEnding.WatchAsync(shell, api, request, StartedRun.Of(started), ct);
        if (end is not ApiAnswer<StatusAnswer>.Ok { Value.Status.Phase: "completed" })
        {
            return end is null ? ExitCode.Interrupted : await RunEnding.PrintAsync(shell, end, json);
        }

        var plan = await api.RunAsync(started.RunId, ct);
        if (plan is not ApiAnswer<RunDetailView>.Ok { Value: var detail })
        {
            return await shell.AnswerAsync(plan, json: false, _ => "");
        }

        return await PrintAsync(shell, api, detail, json, csv, ct) ?? CodeOf(detail.Run);
    }

    private static int CodeOf(RunView run) => run.WouldBeHeld ? ExitCode.Held : run.Planned > 0 ? ExitCode.Changes : ExitCode.Done;

    /// <summary>Null when all was printed, else the exit code.</summary>
    private static async Task<int?> PrintAsync(Shell shell, SyncApi api, RunDetailView detail, bool json, bool csv, CancellationToken ct)
    {
        var all = new List<ChangeView>();
        var wanted = json || csv ? int.MaxValue : PlanText.ShownChanges;
        for (long? after = 0; after is not null && all.Count < wanted;)
        {
            var answer = await api.ChangesAsync(detail.Run.Id, after.Value, ct);
            if (answer is not ApiAnswer<ChangePageView>.Ok { Value: var page })
            {
                return await shell.AnswerAsync(answer, json: false, _ => "");
            }

            all.AddRange(page.Changes);
            after = page.After;
        }

        await shell.Out.WriteLineAsync(
            json ? JsonSerializer.Serialize(new PlanAnswer(detail.Run, detail.Transitions, all), CliJson.Default.PlanAnswer)
            : csv ? PlanText.Csv(all)
            : PlanText.Of(detail, all));
        return null;
    }
}

using System.CommandLine;
using System.Text.Json;
using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;
using RoleSync.Cli.Watching;
using RoleSync.Core.Waiting;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync changes</c>: what became of changes across runs, newest first: who lost which role, and when.</summary>
internal static class ChangesCommand
{
    /// <summary>A person wants no more at once.</summary>
    private const int Shown = 100;

    /// <summary>No page of the service has more.</summary>
    private const int Page = 1000;

    public static Command Create(Shell shell)
    {
        var guild = CommonOptions.Guild(shell);
        var since = Text("--since", $"Only what was done then or later: {PointInTime.Wanted}", "TIME");
        var until = Text("--until", "Only what was done before that; written as --since", "TIME");
        var role = Text("--role", "Only this role: its id, or what it stands for, such as Validator", "ROLE");
        var transition = Text("--transition", "Only this transition, such as \"- Validator\" or \"Known -> Established\"", "TEXT");
        var member = Text("--member", "Only this member, by id", "ID");
        var outcome = Text("--outcome", "Only what ended so: applied, refused, gone, stale, withheld, failed, putBack, conflict", "WORD");
        var limit = CommonOptions.Number("--limit", $"At most so many (default: {Shown}; all of them with --json and --csv)", 1, int.MaxValue);
        var json = new Option<bool>("--json") { Description = "Print the changes as JSON" };
        var csv = new Option<bool>("--csv") { Description = "Print the changes as CSV" };
        var command = new Command("changes", "List what became of changes across runs, newest first: who lost which role, and when")
        {
            guild, since, until, role, transition, member, outcome, limit, json, csv,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(csv))
            {
                result.AddError("--json and --csv are two forms of one answer: give one of them.");
            }
        });
        command.SetAction((given, ct) =>
        {
            var query = new ChangeQuery(
                given.GetValue(guild), given.GetValue(since), given.GetValue(until), given.GetValue(role), given.GetValue(transition), given.GetValue(member), given.GetValue(outcome));
            var isWhole = given.GetValue(json) || given.GetValue(csv);
            var wanted = given.GetValue(limit) ?? (isWhole ? int.MaxValue : Shown);
            return SyncApiConnection.UseAsync(shell, api =>
                given.GetValue(json) ? PrintJsonAsync(shell, api, query, wanted, ct) : PrintLinesAsync(shell, api, query, wanted, given.GetValue(csv), ct));
        });
        return command;
    }

    private static Option<string?> Text(string name, string description, string what) => new(name) { Description = description, HelpName = what };

    private static async Task<int> PrintJsonAsync(Shell shell, SyncApi api, ChangeQuery query, int wanted, CancellationToken ct)
    {
        var all = new List<ChangeView>();
        var (code, last) = await ReadAsync(shell, api, query, wanted, page => { all.AddRange(page.Changes); return Task.CompletedTask; }, ct);
        if (last is not null)
        {
            await shell.Out.WriteLineAsync(JsonSerializer.Serialize(new ChangesAnswer(last.GuildId, all, last.Before is not null), CliJson.Default.ChangesAnswer));
        }

        return code;
    }

    /// <summary>Page by page, so that years of changes need no memory.</summary>
    private static async Task<int> PrintLinesAsync(Shell shell, SyncApi api, ChangeQuery query, int wanted, bool csv, CancellationToken ct)
    {
        var written = 0;
        var (code, last) = await ReadAsync(shell, api, query, wanted, WriteAsync, ct);
        if (last is not null && !csv && (written == 0 || last.Before is not null))
        {
            await shell.Out.WriteLineAsync(written == 0
                ? $"No change of guild {last.GuildId} fits. (A change that is only planned is listed with its run.)"
                : "... and more: --limit shows more of them, --csv and --json all.");
        }

        return code;

        async Task WriteAsync(ChangeHistoryView page)
        {
            if (written == 0 && (csv || page.Changes.Count > 0))
            {
                await shell.Out.WriteLineAsync(csv ? HistoryText.CsvNames : HistoryText.Names);
            }

            foreach (var change in page.Changes)
            {
                await shell.Out.WriteLineAsync(csv ? HistoryText.Csv(change) : HistoryText.Line(change));
            }

            written += page.Changes.Count;
        }
    }

    /// <summary>Reads pages until there is enough.</summary>
    private static async Task<PagesRead> ReadAsync(
        Shell shell, SyncApi api, ChangeQuery query, int wanted, Func<ChangeHistoryView, Task> use, CancellationToken ct)
    {
        string? before = null;
        while (true)
        {
            var answer = await api.HistoryAsync(query, before, Math.Min(wanted, Page), ct);
            if (answer is not ApiAnswer<ChangeHistoryView>.Ok { Value: var page })
            {
                return new PagesRead(await shell.AnswerAsync(answer, json: false, _ => ""), null);
            }

            await use(page);
            wanted -= page.Changes.Count;
            before = page.Before;
            if (before is null || wanted <= 0)
            {
                return new PagesRead(ExitCode.Done, page);
            }
        }
    }

    /// <summary>What came of reading the pages.</summary>
    /// <param name="Code">The exit code.</param>
    /// <param name="Last">The last page; null where the service did not answer, which has been said.</param>
    private sealed record PagesRead(int Code, ChangeHistoryView? Last);
}

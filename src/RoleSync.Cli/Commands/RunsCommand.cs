using System.CommandLine;
using System.Globalization;
using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync runs</c>: the newest runs, one a line.</summary>
internal static class RunsCommand
{
    public static Command Create(Shell shell)
    {
        var guild = CommonOptions.Guild(shell);
        var json = CommonOptions.Json();
        var command = new Command("runs", "List the newest runs") { guild, json };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api => await shell.AnswerAsync(
            await api.RunsAsync(given.GetValue(guild), ct), given.GetValue(json), Table)));
        return command;
    }

    private static string Table(RunPageView page) => page.Runs.Count == 0
        ? "There has been no run yet."
        : string.Join(Environment.NewLine, page.Runs.Select(Line).Prepend(Line("run", "guild", "kind", "trigger", "phase", "members", "changes")));

    private static string Line(RunView run) => Line(
        run.Id.ToString(CultureInfo.InvariantCulture),
        run.GuildId,
        run.Kind,
        run.Trigger,
        run.Phase,
        string.Create(CultureInfo.InvariantCulture, $"{run.NextIndex:N0}/{run.TotalUsers:N0}"),
        string.Create(CultureInfo.InvariantCulture, $"{run.Applied:N0}/{run.Planned:N0}"));

    private static string Line(string run, string? guild, string? kind, string? trigger, string? phase, string members, string changes) =>
        $"{run,6}  {guild,-20}  {kind,-8}  {trigger,-8}  {phase,-10}  {members,19}  {changes,17}";
}

using System.CommandLine;
using System.Globalization;
using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync why MEMBER</c>: why a member holds, or does not hold, which roles.</summary>
internal static class WhyCommand
{
    public static Command Create(Shell shell)
    {
        var member = CommonOptions.Member();
        var guild = CommonOptions.Guild(shell);
        var json = CommonOptions.Json();
        var command = new Command("why", "Say why a member holds which roles: Ethos, the rule, the last changes, what stands in the way") { member, guild, json };
        command.SetAction((given, ct) => SyncApiConnection.UseAsync(shell, async api => await shell.AnswerAsync(
            await api.WhyAsync(given.GetValue(guild), given.GetRequiredValue(member), ct), given.GetValue(json), Text)));
        return command;
    }

    private static string Text(WhyView why)
    {
        var lines = new List<string> { $"Member {why.MemberId} of guild {why.GuildId}, looked up at {Time(why.LookedAt)}" };
        Add("Ethos", [why.Said]);
        Add("Rule", why.Rule);
        Add("Expected", [why.Expected is { } expected ? Names(expected) : "nothing is expected of this member"]);
        Add("Actual", [Names(why.Actual)]);
        Add("To do", why.Changes.Count == 0 ? ["nothing"] : why.Changes.Select(change =>
            $"{change.Kind} {change.RoleName} ({change.Reason}){(change.Obstacle is null ? "" : ": cannot be done")}"));
        Add("In the way", why.InTheWay);
        Add("History", why.History.Count == 0 ? ["no run has changed this member"] : why.History.Select(item =>
            $"run {item.RunId}, {Time(item.At)}: {item.Kind} {item.RoleName} ({item.Reason}): {item.Outcome}{(item.Note is null ? "" : $": {item.Note}")}"));
        return string.Join(Environment.NewLine, lines);

        void Add(string title, IEnumerable<string> sentences)
        {
            foreach (var sentence in sentences)
            {
                lines.Add($"{title,-12}{sentence}");
                title = "";
            }
        }
    }

    private static string Names(IReadOnlyList<RoleView> roles) => roles.Count == 0 ? "no managed role" : string.Join(", ", roles.Select(role => role.Name));

    private static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

using System.Globalization;
using RoleSync.Api.Views;

namespace RoleSync.Cli.Watching;

/// <summary>Says what became of changes, in lines for a person or for a spreadsheet.</summary>
internal static class HistoryText
{
    /// <summary>The names of the columns of <see cref="Csv"/>.</summary>
    public const string CsvNames = "time,run,member,change,role,role_name,direction,transition,reason,outcome,note";

    /// <summary>The names above the lines of <see cref="Line(ChangeView)"/>.</summary>
    public static string Names { get; } = Line("time (UTC)", "run", "member", "change", "role", "reason", null);

    /// <summary>One change for a person; what Discord did not confirm says what became of it.</summary>
    public static string Line(ChangeView change) => Line(
        Time(change, "yyyy-MM-dd HH:mm:ss"),
        change.RunId.ToString(CultureInfo.InvariantCulture),
        change.MemberId,
        change.Kind,
        change.RoleName ?? change.RoleId,
        change.Reason,
        change.IsDone ? null : $"{change.Outcome}{(change.Note is null ? "" : $": {change.Note}")}");

    /// <summary>One change for a spreadsheet.</summary>
    public static string Csv(ChangeView change) => CsvText.Line(
        Time(change, "yyyy-MM-ddTHH:mm:ss.fffZ"), change.RunId.ToString(CultureInfo.InvariantCulture), change.MemberId, change.Kind, change.RoleId, change.RoleName,
        change.Direction, change.Transition, change.Reason, change.Outcome, change.Note);

    private static string Time(ChangeView change, string format) =>
        DateTimeOffset.FromUnixTimeMilliseconds(change.EndedAt ?? change.PlannedAt).ToString(format, CultureInfo.InvariantCulture);

    private static string Line(string time, string run, string member, string change, string role, string reason, string? outcome) =>
        $"{time,-19}  {run,6}  {member,-20}  {change,-6}  {role,-30}  {reason}{(outcome is null ? "" : $"  ({outcome})")}";
}

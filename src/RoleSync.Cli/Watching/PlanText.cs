using System.Globalization;
using RoleSync.Api.Views;
using RoleSync.Core.Runs;

namespace RoleSync.Cli.Watching;

/// <summary>Says in words, or in lines for a spreadsheet, what a run would change.</summary>
internal static class PlanText
{
    /// <summary>So many changes are shown one by one; a person wants no more.</summary>
    public const int ShownChanges = 50;

    /// <summary>The plan for a person: counts by transition, then the first changes.</summary>
    public static string Of(RunDetailView plan, List<ChangeView> changes)
    {
        var run = plan.Run;
        var lines = new List<string> { Summary(run) };
        if (run.Error is { } note)
        {
            lines.Add(note);
        }

        if (plan.Transitions.Count > 0)
        {
            lines.Add("");
            lines.AddRange(plan.Transitions.Select(Count));
            lines.Add("");
            lines.Add(Line("member", "change", "role", "reason", null));
            lines.AddRange(changes.Take(ShownChanges).Select(change =>
                Line(change.MemberId, change.Kind, change.RoleName ?? change.RoleId, change.Reason, change.Outcome == "pending" ? null : change.Note ?? change.Outcome)));
        }

        var more = plan.Transitions.Sum(item => item.Changes) - Math.Min(changes.Count, ShownChanges);
        if (more > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"... and {more:N0} more: GET /runs/{run.Id}/changes, or rolesync plan --csv, lists them all."));
        }

        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>The plan under settings that are not in force.</summary>
    public static string Of(WhatIfView plan)
    {
        var lines = new List<string>
        {
            string.Create(
                CultureInfo.InvariantCulture,
                $"Under these settings: {plan.Planned:N0} changes for {plan.TotalUsers:N0} of {plan.Listed:N0} members; {plan.Losing:N0} would lose a role or a tier. Nothing is stored or written."),
        };
        if (plan.Why is { } why)
        {
            lines.Add(plan.WouldBeHeld ? $"The run would be held: {why}" : why);
        }

        if (plan.Unknown + plan.Awaiting + plan.Strays > 0)
        {
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.Unknown:N0} standings are unknown, {plan.Awaiting:N0} absences wait for another look, {plan.Strays:N0} members hold managed roles without the verified role."));
        }

        if (plan.Transitions.Count > 0)
        {
            lines.Add("");
            lines.AddRange(plan.Transitions.Select(Count));
            lines.Add("");
            lines.Add(Line("member", "change", "role", "reason", null));
            lines.AddRange(plan.Changes.Select(change =>
                Line(change.MemberId, change.Kind, change.RoleName ?? change.RoleId, change.Reason, change.Outcome == "pending" ? null : change.Note ?? change.Outcome)));
        }

        if (plan.More > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"... and {plan.More:N0} more: --csv or --json lists up to 10,000."));
        }

        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>The changes for a spreadsheet (RFC 4180), with a line of names.</summary>
    public static string Csv(IEnumerable<ChangeView> changes) => string.Join(
        Environment.NewLine,
        changes
            .Select(change => CsvText.Line(
                change.MemberId, change.Kind, change.RoleId, change.RoleName, change.Direction, change.Transition, change.Reason, change.Outcome, change.Note))
            .Prepend("member,change,role,role_name,direction,transition,reason,outcome,note"));

    private static string Summary(RunView run)
    {
        var rest = run.Refused > 0 ? string.Create(CultureInfo.InvariantCulture, $" {run.Refused:N0} more cannot be made.") : "";
        return run.Planned == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Plan {run.Id}: nothing to do for {run.TotalUsers:N0} members.{rest}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Plan {run.Id}: {run.Planned:N0} changes for {run.TotalUsers:N0} members.{rest} \"rolesync apply {run.Id}\" applies exactly these, within {Agreement.InWords}.");
    }

    private static string Count(TransitionView item) => string.Create(
        CultureInfo.InvariantCulture, $"{item.Changes,9:N0}  {item.Kind,-6}  {item.Transition}{(item.Outcome == "pending" ? "" : $"  ({item.Outcome})")}");

    private static string Line(string member, string change, string role, string reason, string? note) =>
        $"{member,-20}  {change,-6}  {role,-30}  {reason}{(note is null ? "" : $"  ({note})")}";
}

using System.Globalization;
using RoleSync.Api.Views;
using RoleSync.Core.Waiting;
using RoleSync.Diagnosis;

namespace RoleSync.Cli.Watching;

/// <summary>Says in words where a run stands.</summary>
internal static class StatusText
{
    private static readonly char[] _clauseEnds = [',', ';', ':'];

    /// <summary>Several lines for a person who asks: the run, and what is left alone or waited for beside it.</summary>
    public static string Summary(StatusAnswer answer) => string.Join(Environment.NewLine, [.. Lines(answer.Status), .. Passes(answer.Status.LastPass), .. Troubles(answer.RateLimits)]);

    /// <summary>Why nothing is sent, and what is left alone; nothing where an older service does not say.</summary>
    private static IEnumerable<string> Troubles(LimitsSummary? limits) =>
    [
        .. limits?.Halted is { } why ? [$"Halted   {why}"] : (string[])[],
        .. (limits?.Notices ?? []).Select(notice => $"Note     {notice}"),
    ];

    /// <summary>What is kept of passes that found nothing to do; nothing where there was none.</summary>
    private static IEnumerable<string> Passes(LastPassView? pass) => pass is null ? [] :
    [
        string.Create(
            CultureInfo.InvariantCulture,
            $"Passes   {pass.Passes:N0} since then found nothing to do; the last one ended {DateTimeOffset.FromUnixTimeMilliseconds(pass.EndedAt):yyyy-MM-dd HH:mm:ss} UTC, took {DurationText.Of(TimeSpan.FromMilliseconds(pass.Duration))} and saw {pass.Members:N0} members"),
    ];

    private static List<string> Lines(SyncStatus status)
    {
        if (status.RunId is not { } run)
        {
            return ["There has been no run yet: \"rolesync start\" starts one."];
        }

        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"Run {run} ({Kind(status)}) of guild {status.CurrentGuild}: {status.Phase}{(status.ShouldStop ? ", asked to stop" : "")}"),
            $"Members  {Members(status)}; next index {status.NextIndex.ToString(CultureInfo.InvariantCulture)}",
            $"Changes  {Changes(status, "")}",
            $"Time     {Time(status)}",
        };
        if (status.Error is { } error)
        {
            lines.Add($"Why      {error}");
        }

        if (NotYetSaid(status) is { } warnings)
        {
            lines.Add($"Left     {warnings}");
        }

        if (status.Strays > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Strays   {status.Strays:N0} members hold managed roles without the verified role"));
        }

        if (status.Rest is { } rest)
        {
            lines.Add($"To do    {rest}");
        }

        if (status.Phase is "held")
        {
            lines.Add($"         {HowToDecide(run)}");
        }

        return lines;
    }

    /// <summary>One line for somebody who watches.</summary>
    /// <param name="status">Where the run stands.</param>
    /// <param name="changesPerSecond">How fast it writes; null while that is unknown.</param>
    public static string Line(SyncStatus status, double? changesPerSecond)
    {
        if (status.Phase is "planning")
        {
            return string.Create(CultureInfo.InvariantCulture, $"planning: {status.Listed:N0} members listed, {status.TotalUsers:N0} in scope, {status.Planned:N0} changes");
        }

        var speed = changesPerSecond is { } measured ? string.Create(CultureInfo.InvariantCulture, $", {measured:0.0} changes/s") : "";
        var left = status.EtaMs is { } eta ? $", {DurationText.Of(TimeSpan.FromMilliseconds(eta))} left" : "";
        return $"{status.Phase}: {Members(status)} members, {Changes(status)}{speed}{left}";
    }

    /// <summary>One sentence for the end of a run.</summary>
    public static string End(SyncStatus status)
    {
        var time = $" in {DurationText.Of(TimeSpan.FromMilliseconds(status.Duration))}";

        var left = NotYetSaid(status) is { } warnings ? $" {warnings}"
            : status is { Unknown: > 0, Error: null, Warnings: null }
            ? string.Create(CultureInfo.InvariantCulture, $" {status.Unknown:N0} members were left as they are because Ethos gave no trustworthy answer about them.") : "";
        var error = status.Error is { } why ? $" {why}" : "";
        var planned = status.Kind is { } kind && kind.StartsWith("dry", StringComparison.OrdinalIgnoreCase)
            ? string.Create(CultureInfo.InvariantCulture, $"{status.TotalUsers:N0} members, {status.Planned:N0} changes planned, nothing written") : $"{Members(status)} members, {Changes(status)}";
        return $"Run {status.RunId} {status.Phase}{time}: {planned}.{error}{left}";
    }

    /// <summary>What to do about a held run.</summary>
    public static string HowToDecide(long run) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"rolesync approve {run}\" lets it go on, \"rolesync reject {run}\" ends it; GET /runs/{run}/changes lists what it would do.");

    /// <summary>
    /// The sentences of the warnings whose beginning the error has not: both tell of unknown standings, the plan what follows and the end how
    /// many are too many.
    /// </summary>
    private static string? NotYetSaid(SyncStatus status)
    {
        if (status is not { Warnings: { } warnings, Error: { } error })
        {
            return status.Warnings;
        }

        var rest = string.Join(". ", warnings.TrimEnd('.').Split(". ").Where(sentence => !error.Contains(sentence.Split(_clauseEnds)[0], StringComparison.Ordinal)));
        return rest.Length == 0 ? null : $"{rest}.";
    }

    private static string Kind(SyncStatus status) => status.Kind ?? "sync";

    private static string Members(SyncStatus status) =>
        string.Create(CultureInfo.InvariantCulture, $"{status.ProcessedUsers:N0} of {status.TotalUsers:N0}");

    private static string Changes(SyncStatus status, string noun = "changes ")
    {
        var rest = new[] { (status.Failed, "failed"), (status.Refused, "refused"), (status.Skipped, "skipped") }
            .Where(part => part.Item1 > 0)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $", {part.Item1:N0} {part.Item2}"));
        return string.Create(CultureInfo.InvariantCulture, $"{status.Applied:N0} of {status.Planned:N0} {noun}applied") + string.Concat(rest);
    }

    private static string Time(SyncStatus status)
    {
        var taken = DurationText.Of(TimeSpan.FromMilliseconds(status.Duration));
        return status.EtaMs is { } eta ? $"{taken}, about {DurationText.Of(TimeSpan.FromMilliseconds(eta))} left" : taken;
    }
}

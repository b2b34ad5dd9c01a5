using System.Globalization;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Discord.Messages;

namespace RoleSync.Notifying;

/// <summary>Says in one message where a run stands. Pure; of no single member.</summary>
internal static class DigestText
{
    private const int ShownTransitions = 15;
    private const int BarLength = 20;
    private const int NameLength = 150;
    private const int Green = 0x127F31;
    private const int Blue = 0x2E7BC3;
    private const int Amber = 0xC29010;
    private const int Red = 0xB72B38;
    private const int Grey = 0xC1C0B6;

    /// <summary>The message.</summary>
    /// <param name="run">The run.</param>
    /// <param name="transitions">Its changes, counted.</param>
    /// <param name="publicUrl">Where people reach the service; null for no link.</param>
    /// <param name="now">The present.</param>
    public static Message Of(Run run, IReadOnlyList<TransitionCount> transitions, Uri? publicUrl, DateTimeOffset now) => new()
    {
        Embeds =
        [
            new Embed
            {
                Title = $"{KindOf(run)} {run.Id}: {(run.StopRequested && run.Phase.IsRunning() ? "stopping" : Word(run.Phase))}",
                Url = publicUrl is null ? null : new Uri($"{publicUrl.AbsoluteUri.TrimEnd('/')}/runs/{run.Id}"),
                Description = string.Join('\n', Lines(run, now)),
                Colour = ColourOf(run),
                Fields = [.. Counts(run), .. Transitions(transitions)],
                Footer = $"Guild {run.Guild}, started by {run.Trigger.ToString().ToUpperInvariant()} at {run.CreatedAt.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}"
                    + (run.EndedAt is { } end ? $", took {Span(end - run.CreatedAt)}" : ""),
            },
        ],
    };

    private static IEnumerable<string> Lines(Run run, DateTimeOffset now)
    {
        if (run.Phase is RunPhase.Planning)
        {
            yield return run.ApproximateMembers is { } about
                ? $"{Bar(run.Listed, about)} {Count(run.Listed)} of about {Count(about)} members listed"
                : $"{Count(run.Listed)} members listed";
        }
        else
        {
            yield return $"{Bar(run.NextIndex, run.Total)} {Count(run.NextIndex)} of {Count(run.Total)} members";
        }

        if (Progress.Left(run, now) is { } left && left > TimeSpan.Zero)
        {
            yield return $"About {Span(left)} left";
        }

        if (run.ResumesAt is { } resumes && resumes > now)
        {
            yield return $"Goes on <t:{resumes.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}:R>";
        }

        if (run.Phase is RunPhase.Held)
        {
            yield return $"**Held for a person**: `rolesync approve {run.Id}` lets it go on, `rolesync reject {run.Id}` ends it; where the slash commands are set up, `/ethos_sync_status` shows the plan and has a button for each.";
        }

        if (run.DecidedBy is { } by)
        {
            yield return $"Decided: {PlainText.Of(by, NameLength)}";
        }

        if (run.Error is { } error)
        {
            yield return PlainText.Quoting(error);
        }
    }

    private static IEnumerable<EmbedField> Counts(Run run)
    {
        yield return new EmbedField("Changes", run.Kind is RunKind.DryRun ? $"{Count(run.Planned)} planned" : $"{Count(run.Applied)} of {Count(run.Planned)} applied");
        foreach (var (name, number) in new[]
        {
            ("Failed", run.Failed), ("Refused", run.Refused), ("Skipped", run.Skipped), ("Unknown at Ethos", run.Unknown), ("Losing a role", run.Losing),
        })
        {
            if (number > 0)
            {
                yield return new EmbedField(name, Count(number));
            }
        }
    }

    /// <summary>A switch of tiers is two changes of one transition: the larger of its two counts is the number of members.</summary>
    private static IEnumerable<EmbedField> Transitions(IReadOnlyList<TransitionCount> transitions)
    {
        var lines = transitions
            .GroupBy(count => count.Transition)
            .Select(group => (
                Transition: group.Key,
                Members: group.GroupBy(count => count.Kind).Max(kind => kind.Sum(count => count.Changes)),
                Applied: group.GroupBy(count => count.Kind).Max(kind => kind.Where(count => count.Outcome is Core.Planning.Outcome.Applied).Sum(count => count.Changes))))
            .OrderByDescending(line => line.Members)
            .ThenBy(line => line.Transition, StringComparer.Ordinal)
            .ToList();
        if (lines.Count > 0)
        {
            var shown = lines.Take(ShownTransitions).Select(line =>
                $"{line.Transition}: {Count(line.Members)}{(line.Applied is 0 || line.Applied == line.Members ? "" : $" ({Count(line.Applied)} done)")}");
            var rest = lines.Count > ShownTransitions ? $"\n… and {Count(lines.Count - ShownTransitions)} more kinds" : "";
            yield return new EmbedField("Members by transition", string.Join('\n', shown) + rest, IsInline: false);
        }
    }

    private static int ColourOf(Run run) => run.Phase switch
    {
        RunPhase.Failed => Red,
        RunPhase.Stopped => Grey,
        RunPhase.Held => Amber,
        RunPhase.Completed => run.Failed > 0 ? Amber : Green,
        _ => Blue,
    };

    private static string KindOf(Run run) => run.Kind switch
    {
        RunKind.DryRun => "Dry run",
        RunKind.Undo => $"Undo of run {run.Of}, run",
        _ => "Role sync",
    };

    private static string Word(RunPhase phase) => phase is RunPhase.Waiting ? "waiting for the next trigger" : phase.ToString().ToLowerInvariant();

    private static string Bar(int done, int all)
    {
        var share = all > 0 ? Math.Clamp((double)done / all, 0, 1) : 1;
        var full = (int)(share * BarLength);
        return string.Create(CultureInfo.InvariantCulture, $"`{new string('█', full)}{new string('░', BarLength - full)}` {Math.Floor(share * 100):0} %,");
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours} h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
    };
}

using System.Globalization;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Core.Waiting;
using RoleSync.Discord.Messages;

namespace RoleSync.Notifying;

/// <summary>
/// A run as people in Discord read it: the one text for the digest, the status command and whatever else tells of a run. It names no member,
/// and it stays the same while nothing of the run has moved: moments are written so that Discord itself keeps them up to date.
/// </summary>
/// <param name="Run">The run as it is stored.</param>
/// <param name="Transitions">Its changes, counted by transition, kind and outcome.</param>
/// <param name="Now">The present, UTC.</param>
internal sealed record RunCard(Run Run, IReadOnlyList<TransitionCount> Transitions, DateTimeOffset Now)
{
    private const int NameLength = 150;
    private const int Green = 0x127F31;
    private const int Blue = 0x2E7BC3;
    private const int Amber = 0xC29010;
    private const int Red = 0xB72B38;
    private const int Grey = 0xC1C0B6;

    /// <summary>Where the title leads to; null for nowhere.</summary>
    public Uri? Link { get; init; }

    /// <summary>How a person decides about a held run, shown only while it is held; null where that needs no words, as below a card with buttons.</summary>
    public string? HowToDecide { get; init; }

    /// <summary>What the sender has to add, below everything else.</summary>
    public IReadOnlyList<EmbedField> More { get; init; } = [];

    /// <summary>The card.</summary>
    public Embed ToEmbed() => new()
    {
        Title = $"{Kind} {Run.Id}: {State}",
        Url = Link,
        Description = string.Join('\n', Lines()),
        Colour = Colour,
        Fields = [.. Fields(), .. More],
        Footer = $"Started by {Run.Trigger.ToString().ToUpperInvariant()} at {Run.CreatedAt.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)} in guild {Run.Guild}",
    };

    private string Kind => Run.Kind switch
    {
        RunKind.Sync => "Run",
        RunKind.DryRun => "Dry run",
        RunKind.Member => "Verification",
        RunKind.Undo => Run.Of is { } undone ? $"Undo of run {undone}, run" : "Undo",
    };

    private string State => Run.Phase switch
    {
        RunPhase.Queued => "next in line",
        RunPhase.Held => "held, waits for a decision",
        RunPhase.Waiting => "waiting for the next trigger",
        var phase when phase.IsRunning() && Run.StopRequested => "stopping",
        var phase => phase.ToString().ToLowerInvariant(),
    };

    private int Colour => Run.Phase switch
    {
        RunPhase.Queued or RunPhase.Planning or RunPhase.Applying => Blue,
        RunPhase.Held => Amber,
        RunPhase.Completed => Run.Failed > 0 ? Amber : Green,
        RunPhase.Failed => Red,
        RunPhase.Waiting or RunPhase.Stopped => Grey,
    };

    private IEnumerable<string> Lines()
    {
        yield return Members;
        if (Run.Phase is RunPhase.Held && HowToDecide is { } how)
        {
            yield return how;
        }

        if (Run.DecidedBy is { } by)
        {
            yield return $"Decided: {PlainText.Of(by, NameLength)}";
        }

        if (Run.Error is { } error)
        {
            yield return PlainText.Quoting(error);
        }
    }

    /// <summary>How many members are done, with a bar where there is something on its way to an end.</summary>
    private string Members => Run switch
    {
        { Phase: RunPhase.Planning, ApproximateMembers: > 0 and var about } =>
            $"{Wording.Bar((double)Run.Listed / about)}, {Wording.Number(Run.Listed)} of about {Wording.Number(about)} members listed, {Wording.Number(Run.Total)} in scope",
        { Phase: RunPhase.Planning } => $"{Wording.Number(Run.Listed)} members listed, {Wording.Number(Run.Total)} in scope",
        { Kind: RunKind.DryRun } => $"{Wording.Count(Run.Total, "member")} in scope",
        { Phase: RunPhase.Held } or { Total: 0 } => $"{Wording.Number(Done)} of {Wording.Count(Run.Total, "member")}",
        _ => $"{Wording.Bar((double)Done / Run.Total)}, {Wording.Number(Done)} of {Wording.Count(Run.Total, "member")}",
    };

    private int Done => Run.LastProcessedIndex + 1;

    private IEnumerable<EmbedField> Fields()
    {
        yield return new EmbedField("Changes", Changes);
        yield return new EmbedField("Time", Time);
        if (Speed is { } speed)
        {
            yield return new EmbedField("Speed", speed);
        }

        if (Run.Unknown > 0)
        {
            yield return new EmbedField("Unknown at Ethos", $"{Wording.Count(Run.Unknown, "member")}, left as they are");
        }

        if (Run.Strays > 0)
        {
            yield return new EmbedField("Without the verified role", $"{Wording.Count(Run.Strays, "member")} with managed roles");
        }

        if (Run.Losing > 0)
        {
            yield return new EmbedField("Members who lose something", Wording.Number(Run.Losing));
        }

        if (TransitionLines.Of(Transitions) is { } lines)
        {
            yield return new EmbedField("Members by transition", lines, IsInline: false);
        }
    }

    private string Changes => Run.Kind is RunKind.DryRun
        ? $"{Wording.Number(Run.Planned)} planned"
        : $"{Wording.Number(Run.Applied)} of {Wording.Number(Run.Planned)} applied" + string.Concat(
            new[] { (Run.Failed, "failed"), (Run.Refused, "refused"), (Run.Skipped, "skipped") }
                .Where(part => part.Item1 > 0)
                .Select(part => $", {Wording.Number(part.Item1)} {part.Item2}"));

    private string Time =>
        Run.EndedAt is { } ended ? $"took {DurationText.Of(ended - Run.CreatedAt)}, ended {Wording.Moment(ended)}"
        : Run.ResumesAt is { } resumes && resumes > Now ? $"began {Wording.Moment(Run.CreatedAt)}, goes on {Wording.Moment(resumes)}"
        : Progress.Left(Run, Now) is { } left && left > TimeSpan.Zero ? $"began {Wording.Moment(Run.CreatedAt)}, about {DurationText.Of(left)} left"
        : $"began {Wording.Moment(Run.CreatedAt)}";

    private string? Speed => Run.Phase switch
    {
        RunPhase.Planning => PerSecond(Run.Listed, Now - Run.CreatedAt, "members"),
        RunPhase.Applying when Run.PlannedAt is { } planned => PerSecond(Run.Applied, Now - planned, "changes"),
        RunPhase.Completed when Run is { PlannedAt: { } planned, EndedAt: { } ended } => PerSecond(Run.Applied, ended - planned, "changes"),
        _ => null,
    };

    private static string? PerSecond(int done, TimeSpan taken, string what) =>
        done > 0 && taken > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"{done / taken.TotalSeconds:0.0} {what} a second") : null;
}

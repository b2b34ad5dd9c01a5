using System.Globalization;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Diagnosis;
using RoleSync.Discord.Messages;
using RoleSync.Storage.Runs;

namespace RoleSync.Interactions.Commands;

/// <summary>Shows where a run stands.</summary>
internal sealed class StatusCard(RunStore runs, LimitsReader limits, TimeProvider time)
{
    /// <summary>The command that the buttons belong to.</summary>
    public const string Owner = "ethos_sync_status";

    private const int ShownTransitions = 10;
    private const int Blue = 0x5865F2;
    private const int Green = 0x57F287;
    private const int Orange = 0xFAA61A;
    private const int Red = 0xED4245;
    private const int Grey = 0x99AAB5;

    /// <summary>The card of a run, with buttons for what may be decided about it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="note">A sentence above the card; null for none.</param>
    /// <param name="ct">Cancels the reading.</param>
    public async Task<Reply> ShowAsync(Run run, string? note, CancellationToken ct)
    {
        var isHeld = run.Phase is RunPhase.Held;
        var plan = isHeld || run is { Kind: RunKind.DryRun, Phase: RunPhase.Completed } ? await PlanAsync(run, ct) : [];
        return new Reply(new Message { Content = note, Embeds = [Card(run, plan)], Buttons = [.. Buttons(run)] });
    }

    private Embed Card(Run run, IReadOnlyList<EmbedField> plan)
    {
        var now = time.GetUtcNow();
        List<EmbedField> fields =
        [
            new("Members", run.Phase is RunPhase.Planning
                ? $"{Wording.Number(run.Listed)}{(run.ApproximateMembers is { } about ? $" of about {Wording.Number(about)}" : "")} listed, {Wording.Number(run.Total)} in scope"
                : $"{Wording.Number(run.LastProcessedIndex + 1)} of {Wording.Number(run.Total)}"),
            new("Changes", Changes(run)),
            new("Time", Time(run, now)),
        ];
        if (Speed(run, now) is { } speed)
        {
            fields.Add(new EmbedField("Speed", speed));
        }

        // Once the run is planned its own sentences say so.
        if (run is { Unknown: > 0, PlannedAt: null })
        {
            fields.Add(new EmbedField("Left as they are", $"{Wording.Count(run.Unknown, "member")}: Ethos gave no trustworthy answer about them"));
        }

        fields.AddRange(plan);
        if (run.Phase.IsRunning())
        {
            fields.Add(new EmbedField("Limits", Limits(run), IsInline: false));
        }

        return new Embed
        {
            Title = $"{Kind(run)} {run.Id}: {Phase(run)}",
            Description = Description(run),
            Colour = Colour(run),
            Fields = fields,
            Footer = $"Started by {run.Trigger.ToString().ToUpperInvariant()}{(run.DecidedBy is { } who ? $", decided by {who}" : "")}",
        };
    }

    private async Task<IReadOnlyList<EmbedField>> PlanAsync(Run run, CancellationToken ct)
    {
        var transitions = (await runs.TransitionsAsync(run.Id, ct)).OrderByDescending(item => item.Changes).ToList();
        List<string> lines =
        [
            .. transitions.Take(ShownTransitions).Select(item =>
                $"**{Wording.Number(item.Changes)}** {item.Kind.ToString().ToLowerInvariant()}: {item.Transition}{(item.Outcome is Outcome.Pending ? "" : $" ({item.Outcome.ToString().ToLowerInvariant()})")}"),
        ];
        if (transitions.Count > ShownTransitions)
        {
            lines.Add($"… and {Wording.Count(transitions.Skip(ShownTransitions).Sum(item => item.Changes), "change")} of other kinds");
        }

        return
        [
            new EmbedField("Members who lose something", Wording.Number(run.Losing)),
            new EmbedField("Plan", lines.Count == 0 ? "Nothing to change." : string.Join('\n', lines), IsInline: false),
        ];
    }

    private static IEnumerable<Button> Buttons(Run run)
    {
        if (run.Phase is RunPhase.Held)
        {
            yield return new Button($"{Owner}:approve:{run.Id}", "Approve", ButtonStyle.Success);
            yield return new Button($"{Owner}:reject:{run.Id}", "Reject", ButtonStyle.Danger);
        }

        if (run.Phase.IsRunning() || run.Phase is RunPhase.Held)
        {
            yield return new Button($"{Owner}:show:{run.Id}", "Refresh", ButtonStyle.Secondary);
        }
    }

    private static string? Description(Run run)
    {
        var bar = run.Phase switch
        {
            RunPhase.Planning when run.ApproximateMembers is > 0 and { } about => Wording.Bar((double)run.Listed / about),
            RunPhase.Applying or RunPhase.Waiting or RunPhase.Stopped or RunPhase.Completed when run.Total > 0 => Wording.Bar((double)(run.LastProcessedIndex + 1) / run.Total),
            _ => null,
        };
        return string.Join("\n\n", new[] { run.Kind is RunKind.DryRun && run.Phase is RunPhase.Completed ? null : bar, run.Error is { } error ? PlainText.Quoting(error) : null }.OfType<string>());
    }

    private static string Changes(Run run) => string.Concat(
        [
            $"{Wording.Number(run.Applied)} of {Wording.Number(run.Planned)} applied",
            .. new[] { (run.Failed, "failed"), (run.Refused, "refused"), (run.Skipped, "skipped") }
                .Where(part => part.Item1 > 0).Select(part => $", {Wording.Number(part.Item1)} {part.Item2}"),
        ]);

    private static string Time(Run run, DateTimeOffset now)
    {
        var taken = Wording.Span((run.EndedAt ?? now) - run.CreatedAt);
        return run.EndedAt is { } ended ? $"{taken}, ended {Wording.Moment(ended)}"
            : run.ResumesAt > now ? $"{taken}, goes on {Wording.Moment(run.ResumesAt.Value)}"
            : Progress.Left(run, now) is { } left ? $"{taken}, about {Wording.Span(left)} left"
            : taken;
    }

    private static string? Speed(Run run, DateTimeOffset now) => run.Phase switch
    {
        RunPhase.Planning => PerSecond(run.Listed, now - run.CreatedAt, "members"),
        RunPhase.Applying when run.PlannedAt is { } planned => PerSecond(run.Applied, now - planned, "changes"),
        RunPhase.Completed when run is { Applied: > 0, PlannedAt: { } planned, EndedAt: { } ended } => PerSecond(run.Applied, ended - planned, "changes"),
        _ => null,
    };

    private static string? PerSecond(int done, TimeSpan taken, string what) =>
        done > 0 && taken > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"{done / taken.TotalSeconds:0.0} {what} a second") : null;

    private string Limits(Run run)
    {
        var summary = limits.Summary();
        if (summary.Halted is { } why)
        {
            return why;
        }

        var seen = summary.Limited == 0 ? "no 429 since the start" : Wording.Count(summary.Limited, "429") + " since the start";
        return string.Join('\n', limits.BucketsOf(run.Guild).Where(bucket => bucket.Limit is not null).Select(bucket =>
                $"`{bucket.Method} {bucket.Route}` {bucket.Remaining} of {bucket.Limit} left{(bucket.OpensInMs > 0 ? $", opens in {Wording.Span(TimeSpan.FromMilliseconds(bucket.OpensInMs.Value))}" : "")}")
            .Append($"{Wording.Count(summary.GlobalInWindow, "request")} in the last second, {seen}"));
    }

    private static string Kind(Run run) => run.Kind switch
    {
        RunKind.Sync => "Run",
        RunKind.DryRun => "Dry run",
        RunKind.Member => "Verification",
        RunKind.Undo => "Undo",
    };

    private static string Phase(Run run) => run.Phase switch
    {
        RunPhase.Held => "held, waits for a decision",
        RunPhase.Waiting => "waits for the next chunk",
        var phase when phase.IsRunning() && run.StopRequested => "stopping",
        var phase => phase.ToString().ToLowerInvariant(),
    };

    private static int Colour(Run run) => run.Phase switch
    {
        RunPhase.Planning or RunPhase.Applying => Blue,
        RunPhase.Held => Orange,
        RunPhase.Completed => Green,
        RunPhase.Failed => Red,
        RunPhase.Waiting or RunPhase.Stopped => Grey,
    };
}

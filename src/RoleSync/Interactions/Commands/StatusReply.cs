using RoleSync.Core.Runs;
using RoleSync.Core.Waiting;
using RoleSync.Diagnosis;
using RoleSync.Discord.Messages;
using RoleSync.Notifying;
using RoleSync.Storage.Runs;

namespace RoleSync.Interactions.Commands;

/// <summary>The reply that shows where a run stands: its card, Discord's limits while it is under way, and buttons for what may be decided about it.</summary>
internal sealed class StatusReply(ChangeJournal journal, LimitsReader limits, TimeProvider time)
{
    /// <summary>The command that the buttons belong to.</summary>
    public const string Owner = "ethos_sync_status";

    /// <summary>The reply.</summary>
    /// <param name="run">The run.</param>
    /// <param name="note">A sentence above the card; null for none.</param>
    /// <param name="ct">Cancels the reading.</param>
    public async Task<Reply> ShowAsync(Run run, string? note, CancellationToken ct)
    {
        var card = new RunCard(run, await journal.TransitionsAsync(run.Id, ct), time.GetUtcNow())
        {
            More = run.Phase.IsRunning() ? [new EmbedField("Limits", Limits(run), IsInline: false)] : [],
        };
        return new Reply(new Message { Content = note, Embeds = [card.ToEmbed()], Buttons = [.. Buttons(run)] });
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

    private string Limits(Run run)
    {
        var summary = limits.Summary();
        if (summary.Halted is { } why)
        {
            return why;
        }

        var seen = summary.Limited == 0 ? "no 429 since the start" : Wording.Count(summary.Limited, "429") + " since the start";
        return string.Join('\n', limits.BucketsOf(run.Guild).Where(bucket => bucket.Limit is not null).Select(bucket =>
                $"`{bucket.Method} {bucket.Route}` {bucket.Remaining} of {bucket.Limit} left{(bucket.OpensInMs > 0 ? $", opens in {DurationText.Of(TimeSpan.FromMilliseconds(bucket.OpensInMs.Value))}" : "")}")
            .Append($"{Wording.Count(summary.GlobalInWindow, "request")} in the last second, {seen}"));
    }
}

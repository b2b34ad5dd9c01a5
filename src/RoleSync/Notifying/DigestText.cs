using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Discord.Messages;

namespace RoleSync.Notifying;

/// <summary>The message that the webhook keeps for a run: its card, with a link and, because a webhook has no buttons, with the way to decide about it.</summary>
internal static class DigestText
{
    /// <summary>The message.</summary>
    /// <param name="run">The run.</param>
    /// <param name="transitions">Its changes, counted.</param>
    /// <param name="publicUrl">Where people reach the service; null for no link.</param>
    /// <param name="now">The present, UTC.</param>
    public static Message Of(Run run, IReadOnlyList<TransitionCount> transitions, Uri? publicUrl, DateTimeOffset now)
    {
        var card = new RunCard(run, transitions, now)
        {
            Link = publicUrl is null ? null : new Uri($"{publicUrl.AbsoluteUri.TrimEnd('/')}/runs/{run.Id}"),
            HowToDecide = $"**Held for a person**: `rolesync approve {run.Id}` lets it go on, `rolesync reject {run.Id}` ends it; where the slash commands are set up, "
                + "`/ethos_sync_status` shows the plan and has a button for each.",
        };
        return new Message { Embeds = [card.ToEmbed()] };
    }
}

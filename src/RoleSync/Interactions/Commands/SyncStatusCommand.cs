using System.Globalization;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Discord.Messages;
using RoleSync.Scheduling;
using RoleSync.Storage.Runs;

namespace RoleSync.Interactions.Commands;

/// <summary><c>/ethos_sync_status</c>: the newest run of the server, or one before it that is held, with buttons to decide about one that is held.</summary>
internal sealed class SyncStatusCommand(RunControl control, RunStore runs, StatusReply status) : ISlashCommand
{
    private const int NameLength = 150;

    public CommandDefinition Definition { get; } = new(StatusReply.Owner, "Show how far the newest sync of this server is, and approve or reject a held one")
    {
        Requires = Permissions.ManageRoles,
        IsEphemeral = false,
    };

    public async Task<Reply> AnswerAsync(Interaction interaction, CancellationToken ct) =>
        await runs.ShownAsync(interaction.Guild, ct) is { } run
            ? await status.ShowAsync(run, null, ct)
            : Reply.Of("There has been no run in this server yet: `/ethos_sync` starts one.");

    public async Task<Reply> ClickAsync(Interaction interaction, CancellationToken ct)
    {
        if (interaction.Click is not [var what, var id]
            || !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || await runs.FindAsync(new RunId(number), ct) is not { } run || run.Guild != interaction.Guild)
        {
            return Reply.Ephemeral("This button belongs to no run of this server: send `/ethos_sync_status` again.");
        }

        return what switch
        {
            "show" => await status.ShowAsync(run, null, ct),
            "approve" => await DecideAsync(run, approve: true, interaction, ct),
            "reject" => await DecideAsync(run, approve: false, interaction, ct),
            _ => Reply.Ephemeral("This button is out of date: send `/ethos_sync_status` again."),
        };
    }

    private async Task<Reply> DecideAsync(Run run, bool approve, Interaction interaction, CancellationToken ct)
    {
        var decided = await control.DecideAsync(run.Id, approve, $"Discord: {interaction.Caller.Name} ({interaction.Caller.Id})", ct);
        var now = await runs.FindAsync(run.Id, ct) ?? run;
        return decided
            ? await status.ShowAsync(now, $"Run {run.Id} was {(approve ? "approved" : "rejected")} by <@{interaction.Caller.Id}>.", ct)
            : Reply.Ephemeral(
                $"Run {run.Id} is not held any more, so there is nothing to decide: its phase is {now.Phase.ToString().ToLowerInvariant()}"
                + $"{(now.DecidedBy is { } who ? $", decided by {PlainText.Of(who, NameLength)}" : "")}. `/ethos_sync_status` shows the newest run.");
    }
}

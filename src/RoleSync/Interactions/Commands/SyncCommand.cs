using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Discord.Messages;
using RoleSync.Scheduling;
using RoleSync.Storage.Runs;

namespace RoleSync.Interactions.Commands;

/// <summary><c>/ethos_sync</c>: starts a run of the server, or goes on with the one that waits or was stopped.</summary>
internal sealed class SyncCommand(RunControl control, RunStore runs, StatusReply status, TimeProvider time) : ISlashCommand
{
    private const string DryRun = "dry_run";
    private const string FromStart = "from_start";

    public CommandDefinition Definition { get; } = new("ethos_sync", "Bring the roles of this server in line with Ethos scores")
    {
        Requires = Permissions.ManageRoles,
        IsEphemeral = false,
        Options =
        [
            new CommandOption(OptionKind.Flag, DryRun, "Only plan: list what would change, write nothing"),
            new CommandOption(OptionKind.Flag, FromStart, "Plan anew from the first member, even if a run waits or was stopped half-way"),
        ],
    };

    public async Task<Reply> AnswerAsync(Interaction interaction, CancellationToken ct)
    {
        var isDry = interaction.Option<bool>(DryRun);
        var resumed = isDry || interaction.Option<bool>(FromStart) ? null : await ResumableAsync(interaction.Guild, ct);
        var request = new StartRequest(interaction.Guild, RunTrigger.Discord, resumed?.NextIndex ?? 0, DryRun: isDry);
        switch (await control.StartAsync(request, ct))
        {
            case StartAnswer.Started { Run: var run } when run.Id == resumed?.Id:
                return Reply.Of(
                    $"Run {run.Id} goes on at member {Wording.Number(run.NextIndex + 1)} of {Wording.Number(run.Total)}. "
                    + $"`/ethos_sync_status` shows how far it is; `/ethos_sync from_start:True` would have planned anew.");
            case StartAnswer.Started { Run: var run }:
                return Reply.Of(isDry
                    ? $"Dry run {run.Id} has begun: it plans and writes nothing. `/ethos_sync_status` shows how far it is, and the plan."
                    : $"Run {run.Id} has begun. `/ethos_sync_status` shows how far it is, `/ethos_sync_stop` stops it.");
            case StartAnswer.Busy { Active: var active }:
                return await status.ShowAsync(active, active.Phase is RunPhase.Held
                    ? $"Nothing was started: run {active.Id} is held and has to be approved or rejected first."
                    : $"Nothing was started: run {active.Id} is under way. Wait for its end, or stop it with `/ethos_sync_stop`.", ct);
            case StartAnswer.NotConfigured unknown:
                return Reply.Ephemeral(unknown.Why);
            case StartAnswer.Unavailable halted:
                return Reply.Ephemeral(halted.Why);
            case StartAnswer.BeyondEnd beyond:
                return Reply.Ephemeral(beyond.Why);
            default:
                throw new InvalidOperationException("A request to start has five answers.");
        }
    }

    private async Task<Run?> ResumableAsync(GuildId guild, CancellationToken ct) =>
        await runs.ResumableAsync(guild, ct) is { Kind: RunKind.Sync, NextIndex: > 0 } run && run.PlannedAt > time.GetUtcNow() - Agreement.Time ? run : null;
}

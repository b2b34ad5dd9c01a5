using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Scheduling;
using RoleSync.Storage.Runs;

namespace RoleSync.Interactions.Commands;

/// <summary><c>/ethos_sync_stop</c>: stops the server's run between two members.</summary>
internal sealed class SyncStopCommand(RunControl control, RunStore runs) : ISlashCommand
{
    public CommandDefinition Definition { get; } = new("ethos_sync_stop", "Stop the sync of this server that is under way")
    {
        Requires = Permissions.ManageRoles,
        IsEphemeral = false,
    };

    public async Task<Reply> AnswerAsync(Interaction interaction, CancellationToken ct)
    {
        var stopped = await control.StopAllAsync(interaction.Guild, ct);
        var run = await runs.LatestAsync(interaction.Guild, ct);
        return Reply.Of((stopped, run) switch
        {
            (false, null) => "There is nothing to stop: there has been no run in this server yet.",
            (false, { } last) => $"There is nothing to stop: run {last.Id} is {last.Phase.ToString().ToLowerInvariant()}.",
            (true, { } one) when one.Phase.IsRunning() =>
                $"Run {one.Id} stops as soon as the member under way is done. What it has written stays; `/ethos_sync` goes on where it stops.",
            _ => "The run is stopped. What it has written stays; `/ethos_sync` starts again.",
        });
    }
}

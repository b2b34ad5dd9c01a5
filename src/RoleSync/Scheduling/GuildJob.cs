using Quartz;
using RoleSync.Core.Guilds;

namespace RoleSync.Scheduling;

/// <summary>The one job of a guild: Quartz fires it for the daily run, for each pass and for each stretch of work of a run, never twice at once.</summary>
[DisallowConcurrentExecution]
internal sealed class GuildJob(RunFiring firing, FiringPlaces places, DueRuns due, PassRuns passes, RunSchedule schedule) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var guild = GuildId.Parse(context.JobDetail.Key.Name);
        if (context.Trigger.Key.Group is RunSchedule.NextGroup)
        {
            await WorkAsync(guild, cancellationToken);
            return;
        }

        using var place = await places.EnterAsync(guild, cancellationToken);
        if (place is not null)
        {
            await BeginAsync(context.Trigger.Key.Group, guild, cancellationToken);
            await WorkAsync(guild, cancellationToken);
        }
    }

    private async Task BeginAsync(string trigger, GuildId guild, CancellationToken ct)
    {
        switch (trigger)
        {
            case RunSchedule.DailyGroup:
                await due.BeginAsync(guild, ct);
                break;
            case RunSchedule.PassGroup:
                await passes.BeginAsync(guild, ct);
                break;
        }
    }

    private async Task WorkAsync(GuildId guild, CancellationToken ct)
    {
        // Whoever stops a run interrupts its firing, and what comes next is set all the same; where the host ends this throws.
        if (await firing.WorkAsync(guild, ct) is { } delay)
        {
            await schedule.FireAsync(guild, delay, CancellationToken.None);
        }
        else
        {
            await passes.ArmAsync(guild, CancellationToken.None);
        }
    }
}

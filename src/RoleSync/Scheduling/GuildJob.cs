using Quartz;
using RoleSync.Core.Guilds;

namespace RoleSync.Scheduling;

/// <summary>The one job of a guild: Quartz fires it for the daily run and for each stretch of work of a run, never twice at once.</summary>
[DisallowConcurrentExecution]
internal sealed class GuildJob(RunFiring firing, FiringPlaces places, DueRuns due, RunSchedule schedule) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var guild = GuildId.Parse(context.JobDetail.Key.Name);
        if (context.Trigger.Key.Group != RunSchedule.DailyGroup)
        {
            await WorkAsync(guild, cancellationToken);
            return;
        }

        using var place = await places.EnterAsync(guild, cancellationToken);
        if (place is not null)
        {
            await due.BeginAsync(guild, cancellationToken);
            await WorkAsync(guild, cancellationToken);
        }
    }

    private async Task WorkAsync(GuildId guild, CancellationToken ct)
    {
        if (await firing.WorkAsync(guild, ct) is { } delay)
        {
            await schedule.FireAsync(guild, delay, ct);
        }
    }
}

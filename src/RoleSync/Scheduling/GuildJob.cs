using Quartz;
using RoleSync.Core.Guilds;

namespace RoleSync.Scheduling;

/// <summary>The one job of a guild: Quartz fires it for the daily run and for each stretch of work of a run, never twice at once.</summary>
[DisallowConcurrentExecution]
internal sealed class GuildJob(RunFiring firing, DueRuns due, RunSchedule schedule) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var guild = GuildId.Parse(context.JobDetail.Key.Name);
        if (context.Trigger.Key.Group == RunSchedule.DailyGroup)
        {
            await due.BeginAsync(guild, cancellationToken);
        }

        if (await firing.WorkAsync(guild, cancellationToken) is { } delay)
        {
            await schedule.FireAsync(guild, delay, cancellationToken);
        }
    }
}

using Quartz;
using RoleSync.Core.Guilds;

namespace RoleSync.Scheduling;

/// <summary>The one job of a guild: Quartz fires it for the daily run, for each pass and for each stretch of work of a run, never twice at once.</summary>
[DisallowConcurrentExecution]
internal sealed class GuildJob(RunFiring firing, DueRuns due, PassRuns passes, RunSchedule schedule) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var guild = GuildId.Parse(context.JobDetail.Key.Name);
        switch (context.Trigger.Key.Group)
        {
            case RunSchedule.DailyGroup:
                await due.BeginAsync(guild, cancellationToken);
                break;
            case RunSchedule.PassGroup:
                await passes.BeginAsync(guild, cancellationToken);
                break;
        }

        // Whoever stops a run interrupts its firing, and what comes next is set all the same; where the host ends this throws.
        if (await firing.WorkAsync(guild, cancellationToken) is { } delay)
        {
            await schedule.FireAsync(guild, delay, CancellationToken.None);
        }
        else
        {
            await passes.ArmAsync(guild, CancellationToken.None);
        }
    }
}

using Microsoft.Extensions.Logging;
using Quartz;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Running;

/// <summary>The one job of a guild: Quartz fires it for the daily run and for each stretch of work of a run, never twice at once.</summary>
[DisallowConcurrentExecution]
internal sealed partial class GuildJob(Firing firing, RunControl control, RunSchedule schedule, ILogger<GuildJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var guild = GuildId.Parse(context.JobDetail.Key.Name);
        if (context.Trigger.Key.Group == RunSchedule.DailyGroup)
        {
            await StartDailyRunAsync(guild, cancellationToken);
        }

        if (await firing.WorkAsync(guild, cancellationToken) is { } delay)
        {
            await schedule.FireAsync(guild, delay, cancellationToken);
        }
    }

    private async Task StartDailyRunAsync(GuildId guild, CancellationToken ct)
    {
        if (await control.StartAsync(new StartWish(guild, RunTrigger.Cron), ct) is StartAnswer.Busy busy)
        {
            Log.Skipped(logger, guild, busy.Active.Id, busy.Active.Phase);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(40, LogLevel.Warning, "The scheduled run of guild {Guild} is left out: run {Run} is in phase {Phase}")]
        public static partial void Skipped(ILogger logger, GuildId guild, RunId run, RunPhase phase);
    }
}

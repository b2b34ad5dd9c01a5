using Microsoft.Extensions.Options;
using Quartz;
using RoleSync.Core.Guilds;
using RoleSync.Work;

namespace RoleSync.Scheduling;

/// <summary>Gives guilds their jobs and daily triggers in Quartz, at the start and after the clock was set.</summary>
internal sealed class GuildJobs(ISchedulerFactory schedulers, RunSchedule schedule, TimeProvider time, IOptions<SyncOptions> options)
{
    /// <summary>Makes sure that each guild has its job and its daily trigger, or none where daily runs are switched off.</summary>
    /// <remarks>In one transaction of the scheduler for all guilds: with one each, a thousand of them would keep the start waiting for seconds.</remarks>
    public async Task PrepareAsync(IEnumerable<GuildId> guilds, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var jobs = guilds.ToDictionary(Job, Triggers);
        await scheduler.ScheduleJobs(jobs, ScheduleJobOptions.Replacing, ct);
        if (!options.Value.DailySyncEnabled)
        {
            await scheduler.UnscheduleJobs(GroupMatcher<TriggerKey>.GroupEquals(RunSchedule.DailyGroup), ct);
        }
    }

    /// <summary>Sets every trigger anew, reckoned by the clock as it is now.</summary>
    public async Task RenewAsync(IEnumerable<GuildId> guilds, CancellationToken ct)
    {
        await PrepareAsync(guilds, ct);
        var scheduler = await schedulers.GetScheduler(ct);
        var trigger = TriggerBuilder.Create().WithIdentity(ReconcileJob.Trigger).WithSimpleSchedule(ReconcileJob.Period).StartAt(time.GetUtcNow()).Build();
        await scheduler.RescheduleJob(ReconcileJob.Trigger, trigger, ct);
    }

    private static IJobDetail Job(GuildId guild) =>
        JobBuilder.Create<GuildJob>().WithIdentity(RunSchedule.KeyOf(guild)).StoreDurably().RequestRecovery().Build();

    private IReadOnlyCollection<ITrigger> Triggers(GuildId guild) =>
        options.Value.DailySyncEnabled ? [Daily(guild, new TriggerKey(guild.ToString(), RunSchedule.DailyGroup))] : [];

    private ITrigger Daily(GuildId guild, TriggerKey key) => TriggerBuilder.Create()
        .ForJob(RunSchedule.KeyOf(guild))
        .WithIdentity(key)
        .StartAt(time.GetUtcNow()) // by our clock, which is not that of Quartz in a rehearsal
        .WithSchedule(schedule.Cron())
        .Build();
}

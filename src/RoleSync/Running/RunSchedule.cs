using Microsoft.Extensions.Options;
using Quartz;
using RoleSync.Core.Guilds;

namespace RoleSync.Running;

/// <summary>Tells Quartz when the job of a guild fires. The run row is the truth; this is only "when".</summary>
internal sealed class RunSchedule(ISchedulerFactory schedulers, TimeProvider time, IOptions<SyncOptions> options)
{
    public const string JobGroup = "guild";
    public const string NextGroup = "next";
    public const string DailyGroup = "daily";

    /// <summary>Makes sure that each guild has its job and its daily trigger, or none where daily runs are switched off.</summary>
    public async Task PrepareAsync(IEnumerable<GuildId> guilds, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        foreach (var guild in guilds)
        {
            var job = JobBuilder.Create<GuildJob>().WithIdentity(KeyOf(guild)).StoreDurably().RequestRecovery().Build();
            await scheduler.AddJob(job, AddJobOptions.Replacing, ct);
            var daily = new TriggerKey(guild.ToString(), DailyGroup);
            if (options.Value.DailySyncEnabled)
            {
                await scheduler.ScheduleTrigger(Daily(guild, daily), TriggerConflict.Replace, ct);
            }
            else
            {
                await scheduler.UnscheduleJob(daily, ct);
            }
        }
    }

    /// <summary>Fires the guild's job after the delay; an earlier firing that is already set stays.</summary>
    public async Task FireAsync(GuildId guild, TimeSpan delay, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var trigger = TriggerBuilder.Create()
            .ForJob(KeyOf(guild))
            .WithIdentity(guild.ToString(), NextGroup)
            .StartAt(time.GetUtcNow() + delay)
            .Build();
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.KeepEarlier, ct);
    }

    /// <summary>Interrupts the guild's firing, on whichever node it runs.</summary>
    public async Task InterruptAsync(GuildId guild, CancellationToken ct) =>
        await (await schedulers.GetScheduler(ct)).Interrupt(KeyOf(guild), ct);

    /// <summary>Guilds whose job fires right now, on any node.</summary>
    public async Task<IReadOnlySet<GuildId>> FiringAsync(CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var instances = await scheduler.QueryFireInstances(new FireInstanceQuery(), ct);
        return instances.Items
            .Where(instance => instance.JobKey is { Group: JobGroup })
            .Select(instance => GuildId.Parse(instance.JobKey!.Name))
            .ToHashSet();
    }

    private ITrigger Daily(GuildId guild, TriggerKey key) => TriggerBuilder.Create()
        .ForJob(KeyOf(guild))
        .WithIdentity(key)
        .WithSchedule(CronScheduleBuilder.Create(options.Value.Cron, CronFormat.Unix).InTimeZone(TimeZoneInfo.Utc))
        .Build();

    private static JobKey KeyOf(GuildId guild) => new(guild.ToString(), JobGroup);
}

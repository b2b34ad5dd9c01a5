using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;
using RoleSync.Core.Guilds;
using RoleSync.Work;

namespace RoleSync.Scheduling;

/// <summary>Tells Quartz when the job of a guild fires. The run row is the truth; this is only "when".</summary>
internal sealed partial class RunSchedule(
    ISchedulerFactory schedulers, FiringPlaces places, TimeProvider time, IOptions<SyncOptions> options, ILogger<RunSchedule> logger)
{
    public const string JobGroup = "guild";
    public const string NextGroup = "next";
    public const string DailyGroup = "daily";
    public const string PassGroup = "pass";

    private static readonly TimeSpan[] _windows = [TimeSpan.FromMinutes(2), TimeSpan.FromHours(1)];

    /// <summary>The newest time at which the schedule has had runs due; null where that is longer ago.</summary>
    public DateTimeOffset? LastDue(TimeSpan within)
    {
        var now = time.GetUtcNow();
        var trigger = TriggerBuilder.Create().WithIdentity("due").StartAt(DateTimeOffset.UnixEpoch).WithSchedule(Cron()).Build();

        // From near to far, so that a schedule of every minute is not walked through for a day.
        foreach (var window in _windows.Where(window => window < within).Append(within))
        {
            DateTimeOffset? due = null;
            for (var next = trigger.GetFireTimeAfter(now - window); next <= now; next = trigger.GetFireTimeAfter(next))
            {
                due = next;
            }

            if (due is not null)
            {
                return due;
            }
        }

        return null;
    }

    /// <summary>
    /// Fires the guild's job after the delay; an earlier firing that is already set stays. Where that cannot be stored it is left to
    /// the reconciler: the run's row says that it is to go on.
    /// </summary>
    public Task FireAsync(GuildId guild, TimeSpan delay, CancellationToken ct)
    {
        places.GiveUp(guild);
        return TrySetAsync(guild, NextGroup, time.GetUtcNow() + delay, TriggerConflict.KeepEarlier, ct);
    }

    /// <summary>Fires the guild's job for a pass at that time, and not at any that was set before. Where that cannot be stored it is left to the reconciler.</summary>
    public Task FirePassAsync(GuildId guild, DateTimeOffset due, CancellationToken ct) => TrySetAsync(guild, PassGroup, due, TriggerConflict.Replace, ct);

    private async Task TrySetAsync(GuildId guild, string group, DateTimeOffset at, TriggerConflict conflict, CancellationToken ct)
    {
        try
        {
            await SetAsync(guild, group, at, conflict, ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested && PassingFault.SentenceOf(fault) is { } why)
        {
            Log.NotSet(logger, guild, why);
        }
    }

    private async Task SetAsync(GuildId guild, string group, DateTimeOffset at, TriggerConflict conflict, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var trigger = TriggerBuilder.Create()
            .ForJob(KeyOf(guild))
            .WithIdentity(guild.ToString(), group)
            .StartAt(at)
            .Build();
        await scheduler.ScheduleTrigger(trigger, conflict, ct);
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

    /// <summary>The cron expression that is configured, in UTC.</summary>
    public CronScheduleBuilder Cron() => CronScheduleBuilder.Create(options.Value.Cron, CronFormat.Unix).InTimeZone(TimeZoneInfo.Utc);

    /// <summary>The job of a guild.</summary>
    public static JobKey KeyOf(GuildId guild) => new(guild.ToString(), JobGroup);

    private static partial class Log
    {
        [LoggerMessage(42, LogLevel.Warning, "The trigger of guild {Guild} could not be set, and is left to the reconciler: {Why}")]
        public static partial void NotSet(ILogger logger, GuildId guild, string why);
    }
}

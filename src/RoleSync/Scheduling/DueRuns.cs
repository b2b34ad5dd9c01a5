using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Policies;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Scheduling;

/// <summary>
/// Begins the scheduled runs, each once for each time that it is due. The trigger says when; what was due is stored with the run, so that a firing
/// that was lost (the database refused, the service was down) is made up for within a day.
/// </summary>
internal sealed partial class DueRuns(
    ScheduleStore schedules, RunControl control, RunSchedule schedule, GuildPolicies policies, TimeProvider time, IOptions<SyncOptions> options,
    ILogger<DueRuns> logger)
{
    /// <summary>The trigger itself has this long before a run counts as lost.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>A run that was due longer ago is not made up for.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromHours(24);

    /// <summary>Begins to keep account of the configured guilds; to be called at each start. What was due before a guild was first seen is not missing.</summary>
    public Task PrepareAsync(CancellationToken ct) => options.Value.DailySyncEnabled
        ? schedules.KnowAsync(policies.Guilds, options.Value.Cron, Last(), ct)
        : schedules.ForgetAsync(ct);

    /// <summary>Begins the guild's scheduled run, as its trigger asks.</summary>
    public async Task BeginAsync(GuildId guild, CancellationToken ct)
    {
        var due = Last();
        if (await schedules.BegunAsync(guild, ct) != due)
        {
            await StartAsync(guild, due, ct);
        }
    }

    /// <summary>Begins what was due within the last day and was not begun.</summary>
    public async Task MakeUpAsync(CancellationToken ct)
    {
        if (!options.Value.DailySyncEnabled || schedule.LastDue(Oldest) is not { } due || time.GetUtcNow() - due < Grace)
        {
            return;
        }

        var configured = policies.Guilds.ToHashSet();
        foreach (var guild in (await schedules.MissingAsync(due, ct)).Where(configured.Contains))
        {
            Log.MadeUp(logger, guild, due);
            await StartAsync(guild, due, ct);
        }
    }

    /// <summary>The clock was set: what is due by it from now on counts, and nothing before.</summary>
    public Task ForgiveAsync(CancellationToken ct) => schedules.BeginAllAsync(Last(), ct);

    // Where nothing was due within a day, the present is as good as any time before the next one.
    private DateTimeOffset Last() => schedule.LastDue(Oldest) ?? time.GetUtcNow();

    private async Task StartAsync(GuildId guild, DateTimeOffset due, CancellationToken ct)
    {
        if (await control.StartAsync(new StartRequest(guild, RunTrigger.Cron) { Due = due }, ct) is StartAnswer.Busy busy)
        {
            Log.LeftOut(logger, guild, busy.Active.Id, busy.Active.Phase);
            await schedules.BeginAsync(guild, due, ct);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(40, LogLevel.Warning, "The scheduled run of guild {Guild} is left out: run {Run} is in phase {Phase}")]
        public static partial void LeftOut(ILogger logger, GuildId guild, RunId run, RunPhase phase);

        [LoggerMessage(41, LogLevel.Warning, "The scheduled run of guild {Guild} that was due at {Due:u} was not begun then; it begins now")]
        public static partial void MadeUp(ILogger logger, GuildId guild, DateTimeOffset due);
    }
}

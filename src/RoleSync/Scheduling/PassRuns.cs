using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Policies;
using RoleSync.Storage;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Scheduling;

/// <summary>
/// Begins the passes: each so long after the last run of its guild has ended, whoever asked for that run. The trigger says when, and what is stored says
/// whether: a trigger that was lost is made up for, and one that comes too early is set anew.
/// </summary>
internal sealed partial class PassRuns(
    PassStore passes, RunStore runs, RunControl control, RunSchedule schedule, GuildPolicies policies, TimeProvider time, IOptions<SyncOptions> options,
    ILogger<PassRuns> logger)
{
    /// <summary>The trigger itself has this long before a pass counts as lost.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>So much early is not too early: the scheduler and the database count in milliseconds.</summary>
    private static readonly TimeSpan _early = TimeSpan.FromMilliseconds(50);

    /// <summary>A guild that cannot be begun on, for a reason in the settings, is asked for again so much later.</summary>
    private static readonly TimeSpan _unusable = TimeSpan.FromMinutes(10);

    /// <summary>Begins to keep account of the configured guilds; to be called at each start.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        if (options.Value.Every is { } every)
        {
            var now = time.GetUtcNow();
            await passes.KnowAsync(policies.Guilds, now, now + (every > PassPause.Longest ? every : PassPause.Longest), ct);
        }
    }

    /// <summary>Begins a pass over the guild if it is due, as its trigger asks; else sets the trigger anew.</summary>
    public async Task BeginAsync(GuildId guild, CancellationToken ct)
    {
        if (options.Value.Every is not { } every || await DueAsync(guild, every, ct) is not { } due)
        {
            return;
        }

        if (due > time.GetUtcNow() + _early)
        {
            await SetAsync(guild, due, ct);
            return;
        }

        if (await control.StartAsync(new StartRequest(guild, RunTrigger.Pass), ct) is StartAnswer.NotConfigured unusable)
        {
            Log.Unusable(logger, guild, unusable.Why);
            await SetAsync(guild, time.GetUtcNow() + (every > _unusable ? every : _unusable), ct);
        }
    }

    /// <summary>Sets the trigger of the guild's next pass, after a run of it has ended.</summary>
    public async Task ArmAsync(GuildId guild, CancellationToken ct)
    {
        if (options.Value.Every is { } every && await DueAsync(guild, every, ct) is { } due)
        {
            await SetAsync(guild, due, ct);
        }
    }

    /// <summary>The clock was set: every trigger is reckoned by it anew.</summary>
    public async Task RenewAsync(CancellationToken ct)
    {
        foreach (var guild in options.Value.Every is null ? [] : policies.Guilds)
        {
            await ArmAsync(guild, ct);
        }
    }

    /// <summary>Fires the passes that were due and were not begun.</summary>
    public async Task MakeUpAsync(CancellationToken ct)
    {
        if (options.Value.Every is null)
        {
            return;
        }

        var configured = policies.Guilds.ToHashSet();
        var due = (await passes.DueAsync(time.GetUtcNow() - Grace, ct)).Where(configured.Contains).ToList();
        var firing = due.Count == 0 ? null : await schedule.FiringAsync(ct);
        foreach (var guild in due.Where(guild => !firing!.Contains(guild)))
        {
            await schedule.FirePassAsync(guild, time.GetUtcNow(), ct);
        }
    }

    /// <summary>When the next pass is due; null while a run of the guild is at work or in line, whose end decides.</summary>
    private async Task<DateTimeOffset?> DueAsync(GuildId guild, TimeSpan every, CancellationToken ct)
    {
        if (await runs.ActiveAsync(guild, ct) is not null || await runs.WaitingAsync(guild, ct) is { Phase: RunPhase.Queued })
        {
            return null;
        }

        var now = time.GetUtcNow();
        var record = await passes.FindAsync(guild, ct);
        var last = await runs.LatestAsync(guild, ct);
        if (last is { Trigger: RunTrigger.Pass, EndedAt: { } ended } && record is not null && !(record.EndedAt >= ended))
        {
            await passes.NoteAsync(last, ct);
        }

        var isWellSince = last is { Phase: RunPhase.Completed } && last.EndedAt > record?.EndedAt;
        var pause = PassPause.After(every, isWellSince ? 0 : record?.Failures ?? 0);
        if (Later(record?.EndedAt, last?.EndedAt) is not { } end)
        {
            return now;
        }

        // An end that is yet to come is one by a clock that was set back since: then what was last set counts.
        return end <= now ? end + pause : record is not null && record.NextDue < now + pause ? record.NextDue : now + pause;
    }

    private async Task SetAsync(GuildId guild, DateTimeOffset due, CancellationToken ct)
    {
        await passes.SetDueAsync(guild, due, ct);
        await schedule.FirePassAsync(guild, due, ct);
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;

    private static partial class Log
    {
        [LoggerMessage(150, LogLevel.Warning, "No pass over guild {Guild} can begin: {Why}")]
        public static partial void Unusable(ILogger logger, GuildId guild, string why);
    }
}

using Microsoft.Extensions.Options;
using Quartz;
using RoleSync.Core.Guilds;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Tests.Hosting;
using RoleSync.Work;

namespace RoleSync.Tests.Scheduling;

/// <summary>The jobs and triggers of guilds, in the scheduler's own store.</summary>
public sealed class GuildJobsTests
{
    private static readonly SandboxOptions _small = new() { Speed = 200, Guilds = [new GuildOptions { Members = 5 }] };
    private static readonly GuildId[] _guilds = [.. Enumerable.Range(1, 40).Select(number => new GuildId(1_000_000_000_000_000_000 + (ulong)number))];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("false", 40)]
    [InlineData("true", 0)]
    public async Task Every_guild_has_a_job_and_a_daily_trigger_unless_daily_runs_are_switched_off(string disabled, int daily)
    {
        await using var runs = await SandboxRuns.StartAsync(_small, ("DISABLE_DAILY_SYNC", disabled));
        var scheduler = await runs.Get<ISchedulerFactory>().GetScheduler(Ct);

        await runs.Get<GuildJobs>().PrepareAsync(_guilds, Ct);
        await runs.Get<GuildJobs>().PrepareAsync(_guilds, Ct);

        Assert.Equal(_guilds.Length, (await scheduler.QueryJobs(new JobQuery { Group = GroupMatcher<JobKey>.GroupEquals(RunSchedule.JobGroup) }, Ct)).Items.Count);
        Assert.Equal(daily, await CountAsync(scheduler, RunSchedule.DailyGroup));
    }

    [Fact]
    public async Task A_daily_trigger_that_an_earlier_start_set_goes_when_daily_runs_are_switched_off_and_what_is_to_go_on_stays()
    {
        await using var runs = await SandboxRuns.StartAsync(_small);
        var jobs = runs.Get<GuildJobs>();
        var scheduler = await runs.Get<ISchedulerFactory>().GetScheduler(Ct);
        await jobs.PrepareAsync(_guilds, Ct);
        await runs.Get<RunSchedule>().FireAsync(_guilds[0], TimeSpan.FromMinutes(5), Ct);

        await jobs.PrepareAsync(_guilds, Ct);
        Assert.Equal(1, await CountAsync(scheduler, RunSchedule.NextGroup));
        runs.Get<IOptions<SyncOptions>>().Value.DailySyncEnabled = false;
        await jobs.PrepareAsync(_guilds, Ct);

        Assert.Equal((0, 1), (await CountAsync(scheduler, RunSchedule.DailyGroup), await CountAsync(scheduler, RunSchedule.NextGroup)));
    }

    private static async Task<int> CountAsync(IScheduler scheduler, string group) =>
        (await scheduler.QueryTriggers(new TriggerQuery { Group = GroupMatcher<TriggerKey>.GroupEquals(group) }, Ct)).Items.Count;
}

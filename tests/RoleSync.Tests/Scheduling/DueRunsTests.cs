using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Core.Runs;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Storage.Databases;
using RoleSync.Tests.Hosting;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Scheduling;

/// <summary>A scheduled run is begun once for each time that it is due, whatever became of its trigger.</summary>
public sealed class DueRunsTests
{
    private static readonly GuildOptions _guild = new() { Members = 20, TwinShare = 0 };

    [Fact]
    public async Task What_was_due_while_the_database_refused_is_begun_when_it_does_not_any_more_and_once()
    {
        await using var bench = await StartAtAsync(TimeSpan.FromHours(1));
        await bench.Get<DueRuns>().PrepareAsync(Ct);
        bench.Clock.Shift(TimeSpan.FromMinutes(61));
        await Execute(bench, "CREATE TRIGGER refuses BEFORE INSERT ON runs BEGIN SELECT RAISE(ABORT, 'no room'); END");
        await Assert.ThrowsAnyAsync<DbUpdateException>(() => bench.Get<DueRuns>().BeginAsync(bench.GuildId, Ct));
        await ReconcileAsync(bench);
        Assert.Null(await bench.Store.LatestAsync(bench.GuildId, Ct));

        await Execute(bench, "DROP TRIGGER refuses");
        await ReconcileAsync(bench);
        var run = await bench.Store.LatestAsync(bench.GuildId, Ct);
        Assert.Equal((RunTrigger.Cron, RunPhase.Planning, true), (run?.Trigger, run?.Phase, run?.ContinuesByItself));

        // Neither the next round nor a trigger that fires late begins it again.
        await bench.FireAsync(run!.Id);
        await ReconcileAsync(bench);
        await bench.Get<DueRuns>().BeginAsync(bench.GuildId, Ct);
        Assert.Equal(run.Id, (await bench.Store.LatestAsync(bench.GuildId, Ct))!.Id);

        bench.Clock.Shift(TimeSpan.FromHours(24));
        await bench.Get<DueRuns>().BeginAsync(bench.GuildId, Ct);
        Assert.NotEqual(run.Id, (await bench.Store.LatestAsync(bench.GuildId, Ct))!.Id);
    }

    [Fact]
    public async Task A_service_that_was_down_over_its_time_makes_the_run_up_at_its_start_and_one_that_is_new_makes_up_nothing()
    {
        await using var bench = await StartAtAsync(TimeSpan.FromHours(3));
        await bench.Get<DueRuns>().PrepareAsync(Ct);
        await ReconcileAsync(bench);
        Assert.Null(await bench.Store.LatestAsync(bench.GuildId, Ct));

        bench.Clock.Shift(TimeSpan.FromDays(5));
        await bench.Get<DueRuns>().PrepareAsync(Ct);
        await ReconcileAsync(bench);
        await ReconcileAsync(bench);

        Assert.Single(await bench.Store.ListAsync(bench.GuildId, null, 10, Ct));
    }

    [Fact]
    public async Task A_run_that_was_left_out_because_another_one_was_active_is_not_made_up_for()
    {
        await using var bench = await StartAtAsync(TimeSpan.FromHours(1));
        await bench.Get<DueRuns>().PrepareAsync(Ct);
        var active = await bench.StartAsync();
        bench.Clock.Shift(TimeSpan.FromMinutes(61));
        await bench.Get<DueRuns>().BeginAsync(bench.GuildId, Ct);
        await bench.FireAsync(active);

        await ReconcileAsync(bench);

        Assert.Equal(active, (await bench.Store.LatestAsync(bench.GuildId, Ct))!.Id);
    }

    [Fact]
    public async Task A_leap_of_the_clock_over_a_due_time_is_no_missed_run()
    {
        await using var bench = await StartAtAsync(TimeSpan.FromHours(1));
        await bench.Get<DueRuns>().PrepareAsync(Ct);
        var watch = ActivatorUtilities.CreateInstance<ClockWatch>(bench.Services);
        await watch.CheckAsync(Ct);
        bench.Clock.Shift(TimeSpan.FromDays(2));
        await watch.CheckAsync(Ct);
        await ReconcileAsync(bench);
        Assert.Null(await bench.Store.LatestAsync(bench.GuildId, Ct));

        // Nor is one in the future begun already once the clock is right again.
        bench.Clock.Shift(-TimeSpan.FromDays(2));
        await watch.CheckAsync(Ct);
        bench.Clock.Shift(TimeSpan.FromMinutes(61));
        await ReconcileAsync(bench);
        Assert.NotNull(await bench.Store.LatestAsync(bench.GuildId, Ct));
    }

    [Fact]
    public async Task A_trigger_that_cannot_be_set_leaves_the_run_that_is_stored_to_the_reconciler()
    {
        await using var bench = await StartAtAsync(TimeSpan.FromHours(3));
        await Execute(bench, "CREATE TRIGGER refuses BEFORE INSERT ON QRTZ_TRIGGERS BEGIN SELECT RAISE(ABORT, 'no room'); END");

        var answer = await bench.Get<RunControl>().StartAsync(new StartRequest(bench.GuildId, RunTrigger.Http), Ct);

        Assert.IsType<StartAnswer.Started>(answer);
        Assert.Equal([bench.GuildId], await bench.Store.GuildsToFireAsync(bench.Clock.GetUtcNow(), Ct));
    }

    [Theory]
    [InlineData("0 2 * * *", 3, 2.0)]
    [InlineData("*/5 * * * *", 3, 3.0)]
    [InlineData("30 * * * *", 3, 2.5)]
    [InlineData("0 2 29 2 *", 3, null)]
    public async Task The_newest_due_time_is_found_for_any_schedule(string cron, int hour, double? due)
    {
        await using var bench = await StartAtAsync(TimeSpan.FromHours(hour), ("SYNC_CRON", cron));
        var midnight = new DateTimeOffset(bench.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

        var found = bench.Get<RunSchedule>().LastDue(TimeSpan.FromHours(24));

        Assert.Equal(due is { } hours ? midnight.AddHours(hours) : null, found);
    }

    [Fact]
    public async Task After_the_clock_is_set_back_by_a_day_runs_are_looked_after_and_the_daily_trigger_is_within_a_day()
    {
        await using var bench = await StartAtAsync(TimeSpan.FromHours(3));
        bench.Clock.Shift(TimeSpan.FromDays(1));
        var services = bench.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().ToList();
        foreach (var service in services)
        {
            await service.StartAsync(Ct);
        }

        bench.Lifetime.NotifyStarted();
        try
        {
            await CompletesAsync(bench, await bench.StartAsync());
            bench.Clock.Shift(-TimeSpan.FromDays(1));

            // Nobody fires it but the reconciler, whose next time was a day ahead.
            await CompletesAsync(bench, await bench.StartAsync());

            // The clock is looked at every few seconds; until then the run may have been met by a round that had begun before.
            var start = TimeProvider.System.GetTimestamp();
            while (await NextDailyAsync(bench) is var next && (next < bench.Clock.GetUtcNow() || next > bench.Clock.GetUtcNow().AddDays(1)))
            {
                Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60), $"The daily trigger fires at {next:u}; it is {bench.Clock.GetUtcNow():u}.");
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
            }
        }
        finally
        {
            foreach (var service in services)
            {
                await service.StopAsync(CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task The_daily_trigger_is_reckoned_by_the_clock_of_the_service()
    {
        await using var bench = await StartAtAsync(TimeSpan.FromHours(3));

        var now = bench.Clock.GetUtcNow();
        Assert.Equal(new DateTimeOffset(now.UtcDateTime.Date.AddDays(1).AddHours(2), TimeSpan.Zero), await NextDailyAsync(bench));
    }

    private static async Task<DateTimeOffset> NextDailyAsync(DatedRuns bench)
    {
        var scheduler = await bench.Get<Quartz.ISchedulerFactory>().GetScheduler(Ct);
        var daily = await scheduler.GetTrigger(new Quartz.TriggerKey(bench.GuildId.ToString(), RunSchedule.DailyGroup), Ct);
        return daily!.NextFireTimeUtc!.Value;
    }

    private static async Task CompletesAsync(DatedRuns bench, RunId run)
    {
        var start = TimeProvider.System.GetTimestamp();
        while ((await bench.GetAsync(run)).Phase is not RunPhase.Completed)
        {
            Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(60));
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
        }
    }

    /// <summary>At that time of tomorrow, a minute past, with the guild's job in place.</summary>
    private static async Task<DatedRuns> StartAtAsync(TimeSpan time, params (string Name, string Value)[] settings)
    {
        var bench = await StartAsync(_guild, settings);
        var now = bench.Clock.GetUtcNow();
        bench.Clock.Shift(new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero) + time + TimeSpan.FromMinutes(1) - now);
        await bench.Get<GuildJobs>().PrepareAsync([bench.GuildId], Ct);
        return bench;
    }

    private static async Task ReconcileAsync(DatedRuns bench) =>
        await ActivatorUtilities.CreateInstance<ReconcileJob>(bench.Services).Execute(null!, Ct);

    private static async Task Execute(DatedRuns bench, string sql)
    {
        await using var db = bench.Get<Database>().Open();
        await db.Database.ExecuteSqlRawAsync(sql, Ct);
    }
}

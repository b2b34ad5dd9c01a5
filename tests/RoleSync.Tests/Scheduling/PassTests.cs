using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Storage;
using RoleSync.Storage.Databases;
using RoleSync.Tests.Hosting;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Scheduling;

/// <summary>Passes: when one begins, and what one that found nothing to do leaves behind.</summary>
public sealed class PassTests
{
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);

    private static readonly GuildOptions _guild = new() { Members = 60, WrongShare = 0, TwinShare = 0 };

    [Fact]
    public async Task A_pass_that_finds_nothing_to_do_leaves_a_record_and_no_run_no_row_and_no_log_above_debug()
    {
        await using var bench = await StartAsync();
        await SettleAsync(bench);
        var lines = bench.Log.All.Count;
        var rows = await RowsAsync(bench);

        for (var pass = 1; pass <= 3; pass++)
        {
            Assert.True(await PassAsync(bench));
            Assert.Equal(pass, (await RecordAsync(bench)).Quiet);
        }

        var record = await RecordAsync(bench);
        Assert.Equal((PassTroubles.None, 0, bench.Guild.MemberCount), (record.Troubles, record.Failures, record.Members));
        Assert.InRange(record.Took, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
        Assert.Equal(rows, await RowsAsync(bench));
        Assert.Empty(bench.Log.All.Skip(lines).Where(line => line.Level > LogLevel.Debug).Select(line => line.Text));
    }

    [Fact]
    public async Task A_pass_that_has_something_to_do_is_a_run_like_any_other_and_the_count_begins_anew()
    {
        await using var bench = await StartAsync();
        await SettleAsync(bench);
        await PassAsync(bench);
        bench.Spoil(2);

        await PassAsync(bench);

        var run = await bench.Store.LatestAsync(bench.GuildId, Ct);
        Assert.Equal((RunTrigger.Pass, RunPhase.Completed, 2), (run?.Trigger, run?.Phase, run?.Applied));
        Assert.Empty(bench.Guild.WrongMembers());
        await PassAsync(bench);
        Assert.Equal(1, (await RecordAsync(bench)).Quiet);
        Assert.Equal(run!.Id, (await bench.Store.LatestAsync(bench.GuildId, Ct))!.Id);
    }

    [Fact]
    public async Task The_next_pass_is_due_that_long_after_the_last_run_of_any_kind_has_ended()
    {
        await using var bench = await StartAsync();
        await SettleAsync(bench);
        bench.Clock.Shift(TimeSpan.FromSeconds(50));
        await bench.RunAsync(RunKind.DryRun);
        bench.Clock.Shift(TimeSpan.FromSeconds(50));

        Assert.False(await BeginsAsync(bench));

        bench.Clock.Shift(TimeSpan.FromSeconds(11));
        Assert.True(await BeginsAsync(bench));
        Assert.False(await BeginsAsync(bench));
    }

    [Fact]
    public async Task A_pass_whose_trigger_was_lost_is_made_up_for()
    {
        await using var bench = await StartAsync();
        await SettleAsync(bench);
        await bench.Get<PassRuns>().ArmAsync(bench.GuildId, Ct);
        Assert.Empty(await bench.Get<PassStore>().DueAsync(bench.Clock.GetUtcNow() - PassRuns.Grace, Ct));
        bench.Clock.Shift(_every + PassRuns.Grace);
        Assert.Equal([bench.GuildId], await bench.Get<PassStore>().DueAsync(bench.Clock.GetUtcNow() - PassRuns.Grace, Ct));

        await bench.Get<PassRuns>().MakeUpAsync(Ct);

        Assert.True(await BeginsAsync(bench));
        Assert.Empty(await bench.Get<PassStore>().DueAsync(bench.Clock.GetUtcNow() - PassRuns.Grace, Ct));
    }

    [Fact]
    public async Task An_outage_over_twenty_passes_is_told_when_it_begins_and_when_it_ends()
    {
        await using var bench = await StartAsync();
        await SettleAsync(bench);
        var lines = bench.Log.All.Count;
        bench.Sandbox.Faults.Add(new FaultRule("POST /users/by/discord", Fault.Status(403)));
        for (var pass = 0; pass < 20; pass++)
        {
            await PassAsync(bench);
        }

        Assert.Single(await bench.Store.ListAsync(bench.GuildId, null, 10, Ct), run => run.Trigger is RunTrigger.Pass);
        bench.Sandbox.Faults.Clear();
        await PassAsync(bench);
        await PassAsync(bench);

        Assert.Single(await bench.Store.ListAsync(bench.GuildId, null, 10, Ct), run => run.Trigger is RunTrigger.Pass);
        string[] told = [.. bench.Log.All.Skip(lines).Where(line => line.Level > LogLevel.Debug && line.Text.StartsWith("Passes over", StringComparison.Ordinal)).Select(line => line.Text)];
        Assert.Equal(2, told.Length);
        Assert.Contains("no trustworthy answer for 60 of 60", told[0], StringComparison.Ordinal);
        Assert.Contains("nothing in their way any more", told[1], StringComparison.Ordinal);
        Assert.Equal(PassTroubles.None, (await RecordAsync(bench)).Troubles);
    }

    [Fact]
    public async Task A_guild_whose_bot_was_kicked_is_tried_again_with_growing_pauses_of_an_hour_at_most_and_fails_once()
    {
        await using var bench = await StartAsync();
        await SettleAsync(bench);
        bench.Sandbox.Faults.Add(new FaultRule("GET /guilds/**", Fault.Status(403, """{"message":"Missing Access","code":50001}""")));
        var pauses = new List<TimeSpan>();
        for (var pass = 0; pass < 9; pass++)
        {
            await PassAsync(bench);
            await bench.Get<PassRuns>().ArmAsync(bench.GuildId, Ct);
            pauses.Add(TimeSpan.FromSeconds(Math.Round(((await RecordAsync(bench)).NextDue - bench.Clock.GetUtcNow()).TotalSeconds)));
            bench.Clock.Shift(TimeSpan.FromHours(1));
        }

        Assert.Equal(pauses.Order(), pauses);
        Assert.InRange(pauses[0], _every, _every * 2);
        Assert.InRange(pauses[^1], TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        Assert.Single(await bench.Store.ListAsync(bench.GuildId, null, 10, Ct), run => run.Phase is RunPhase.Failed);
        bench.Sandbox.Faults.Clear();
        await PassAsync(bench);
        Assert.Equal((PassTroubles.None, 0), (await RecordAsync(bench)) is var well ? (well.Troubles, well.Failures) : default);
        Assert.Empty(await bench.Get<RunHealth>().UnwellAsync(Ct));
    }

    [Fact]
    public async Task Small_passes_do_not_add_up_to_what_one_may_not_take_within_a_day()
    {
        await using var bench = await StartAsync(_guild with { Members = 80 });
        await SettleAsync(bench);
        bench.Spoil(20);
        await PassAsync(bench);
        Assert.Equal(20, (await bench.Store.LatestAsync(bench.GuildId, Ct))!.Applied);
        await PassAsync(bench);
        bench.Spoil(6, after: 20);

        await PassAsync(bench);

        var held = await bench.Store.LatestAsync(bench.GuildId, Ct);
        Assert.Equal((RunTrigger.Pass, RunPhase.Held), (held?.Trigger, held?.Phase));
        Assert.Contains("from 6 of 80 members, after 20 in the last 24 hours", held!.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_by_a_day_puts_no_pass_off()
    {
        await using var bench = await StartAsync();
        await SettleAsync(bench);
        await PassAsync(bench);
        var watch = ActivatorUtilities.CreateInstance<ClockWatch>(bench.Services);
        await watch.CheckAsync(Ct);
        bench.Clock.Shift(-TimeSpan.FromDays(1));
        await watch.CheckAsync(Ct);

        Assert.InRange((await RecordAsync(bench)).NextDue, bench.Clock.GetUtcNow() - _every, bench.Clock.GetUtcNow() + _every);
        Assert.True(await PassAsync(bench));
    }

    private static Task<DatedRuns> StartAsync(GuildOptions? guild = null) =>
        DatedRuns.StartAsync(guild ?? _guild, ("SYNC_EVERY", _every.ToString()), ("SYNC_CONFIRM_ABSENT", "1"));

    /// <summary>All that is wrong is put right, and a record is kept.</summary>
    private static async Task SettleAsync(DatedRuns bench)
    {
        await bench.Get<GuildJobs>().PrepareAsync([bench.GuildId], Ct);
        await bench.Get<PassRuns>().PrepareAsync(Ct);
        Assert.Equal(RunPhase.Completed, (await bench.RunAsync()).Phase);
    }

    /// <summary>Lets the pause pass, and works until the pass that begins then is over.</summary>
    private static async Task<bool> PassAsync(DatedRuns bench)
    {
        bench.Clock.Shift(_every);
        var begins = await BeginsAsync(bench);
        while (await bench.WorkAsync() is { } delay)
        {
            bench.Clock.Shift(delay);
        }

        return begins;
    }

    private static async Task<bool> BeginsAsync(DatedRuns bench)
    {
        var before = await bench.Store.ActiveAsync(bench.GuildId, Ct);
        await bench.Get<PassRuns>().BeginAsync(bench.GuildId, Ct);
        return before is null && await bench.Store.ActiveAsync(bench.GuildId, Ct) is not null;
    }

    private static async Task<PassRecord> RecordAsync(DatedRuns bench) =>
        Assert.IsType<PassRecord>(await bench.Get<PassStore>().FindAsync(bench.GuildId, Ct));

    private static async Task<(int Runs, int Changes, int Unresolved)> RowsAsync(DatedRuns bench)
    {
        await using var db = bench.Get<Database>().Open();
        return (await db.Runs.CountAsync(Ct), await db.Changes.CountAsync(Ct), await db.UnresolvedMembers.CountAsync(Ct));
    }
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Runs;
using RoleSync.Storage;

namespace RoleSync.Tests.Storage;

/// <content>Which scheduled runs were begun, who gives way to whom, and what a pass leaves behind.</content>
public abstract partial class RunStoreContract
{
    private PassStore Passes => new(Database);

    [Theory]
    [InlineData(RunTrigger.Pass)]
    [InlineData(RunTrigger.Cron)]
    public async Task A_scheduled_run_gives_way_to_a_person_who_is_in_line_at_once_and_next_when_it_has_ended(RunTrigger trigger)
    {
        var scheduled = await ScheduledAsync(trigger);
        var lease = (await TakeAsync()).Lease;

        var asked = await StartAsync();

        Assert.Equal((RunPhase.Queued, true), (asked.Phase, asked.ContinuesByItself));
        Assert.Equal(LeaseState.StopRequested, await lease.CheckAsync(Ct));
        Assert.Equal((true, asked.Id), ((await GetAsync(scheduled)).StopRequested, (await GetAsync(scheduled)).GivesWayTo!.Value));
        Assert.Equal(scheduled, (await TakeAsync()).Run.Id);
        Assert.True(await Lease(scheduled, 2).EndAsync(RunPhase.Stopped, null, Ct));
        Assert.Contains(_guild, await Store.GuildsToFireAsync(_clock.GetUtcNow(), Ct));
        var (next, run) = await TakeAsync();
        Assert.Equal((asked.Id, RunPhase.Planning, 1), (run.Id, run.Phase, next.Epoch));
        Assert.Null(await Store.WaitingAsync(_guild, Ct));
    }

    [Fact]
    public async Task While_somebody_is_in_line_the_next_person_and_the_schedule_find_the_guild_busy()
    {
        await ScheduledAsync(RunTrigger.Pass);
        var asked = await StartAsync();

        Assert.Equal(asked.Id, Assert.IsType<RunStart.Busy>(await Store.StartAsync(Request(), Ct)).Active.Id);
        Assert.IsType<RunStart.Busy>(await Store.StartAsync(Scheduled(RunTrigger.Cron), Ct));
        Assert.True(await Store.RequestStopAsync(asked.Id, Ct));
        Assert.Equal((RunPhase.Stopped, _clock.GetUtcNow()), ((await GetAsync(asked.Id)).Phase, (await GetAsync(asked.Id)).EndedAt));
    }

    [Fact]
    public async Task Of_many_people_who_meet_a_pass_at_once_one_is_in_line()
    {
        await ScheduledAsync(RunTrigger.Pass);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.StartAsync(Request(), Ct), Ct)));

        var started = Assert.Single(answers.OfType<RunStart.Started>());
        Assert.All(answers.OfType<RunStart.Busy>(), busy => Assert.Equal(started.Run.Id, busy.Active.Id));
    }

    [Fact]
    public async Task A_pass_that_is_about_to_be_held_while_somebody_is_in_line_gives_way_instead()
    {
        var pass = await ScheduledAsync(RunTrigger.Pass);
        var lease = (await TakeAsync()).Lease;
        var asked = await StartAsync();

        Assert.True(await lease.Plan.EndAsync(RunPhase.Held, withholdLosses: false, wouldBeHeld: false, "Too many.", Ct));

        Assert.Equal(RunPhase.Stopped, (await GetAsync(pass)).Phase);
        Assert.Equal(asked.Id, (await TakeAsync()).Run.Id);
    }

    [Fact]
    public async Task A_run_that_a_person_started_gives_way_to_nobody()
    {
        var id = await InPhaseAsync(RunPhase.Applying);

        Assert.IsType<RunStart.Busy>(await Store.StartAsync(Request(), Ct));

        Assert.Equal((false, null), ((await GetAsync(id)).StopRequested, (await GetAsync(id)).GivesWayTo));
    }

    [Theory]
    [InlineData(RunPhase.Planning)]
    [InlineData(RunPhase.Applying)]
    [InlineData(RunPhase.Waiting)]
    public async Task The_schedule_lets_a_persons_run_of_one_chunk_go_on_to_its_end(RunPhase phase)
    {
        var id = await InPhaseAsync(phase);

        var answer = await Store.StartAsync(Scheduled(RunTrigger.Cron), Ct);

        Assert.Equal(id, Assert.IsType<RunStart.Continues>(answer).Run.Id);
        var run = await GetAsync(id);
        Assert.Equal((phase is RunPhase.Planning ? RunPhase.Planning : RunPhase.Applying, true), (run.Phase, run.ContinuesByItself));
        Assert.Single(await Store.ListAsync(_guild, null, 10, Ct));
        Assert.IsType<RunStart.Busy>(await Store.StartAsync(Scheduled(RunTrigger.Cron), Ct));
    }

    [Fact]
    public async Task The_schedule_plans_anew_where_the_plan_that_waits_is_older_than_a_day()
    {
        var id = await InPhaseAsync(RunPhase.Waiting);
        _clock.Advance(Agreement.Time + TimeSpan.FromMinutes(1));

        Assert.IsType<RunStart.Started>(await Store.StartAsync(Scheduled(RunTrigger.Pass), Ct));

        Assert.Equal(RunPhase.Stopped, (await GetAsync(id)).Phase);
    }

    [Fact]
    public async Task A_held_run_lets_scheduled_runs_pass_and_keeps_people_out()
    {
        var held = await InPhaseAsync(RunPhase.Held);

        Assert.Equal(held, Assert.IsType<RunStart.Busy>(await Store.StartAsync(Request(), Ct)).Active.Id);
        var pass = Assert.IsType<RunStart.Started>(await Store.StartAsync(Scheduled(RunTrigger.Pass), Ct)).Run.Id;

        Assert.Equal((pass, held), ((await Store.ActiveAsync(_guild, Ct))!.Id, (await Store.WaitingAsync(_guild, Ct))!.Id));
        Assert.Equal(held, Assert.IsType<RunStart.Busy>(await Store.StartAsync(Request(), Ct)).Active.Id);
        Assert.Null((await GetAsync(pass)).GivesWayTo);
    }

    [Fact]
    public async Task A_held_run_is_the_one_that_people_are_shown_whatever_has_ended_since()
    {
        var held = await InPhaseAsync(RunPhase.Held);
        var daily = await ScheduledAsync(RunTrigger.Cron);
        Assert.Equal(daily, (await Store.ShownAsync(_guild, Ct))!.Id);

        Assert.True(await (await TakeAsync()).Lease.EndAsync(RunPhase.Stopped, null, Ct));

        Assert.Equal(held, (await Store.ShownAsync(_guild, Ct))!.Id);
        Assert.True(await Store.DecideAsync(held, approve: false, "mod", Ct));
        Assert.Equal(daily, (await Store.ShownAsync(_guild, Ct))!.Id);
    }

    [Fact]
    public async Task An_approved_run_is_in_line_behind_a_pass_that_gives_way_and_looks_at_everything_again()
    {
        var held = await InPhaseAsync(RunPhase.Held);
        var pass = await ScheduledAsync(RunTrigger.Pass);

        Assert.True(await Store.DecideAsync(held, true, "mod", Ct));

        Assert.Equal((RunPhase.Queued, _clock.GetUtcNow()), ((await GetAsync(held)).Phase, (await GetAsync(held)).LooksAgainBefore));
        Assert.Equal(held, (await GetAsync(pass)).GivesWayTo);
        await TakeAsync();
        Assert.True(await Lease(pass, 1).Plan.DropAsync(Ct));
        Assert.Null(await Store.FindAsync(pass, Ct));
        Assert.Equal((held, RunPhase.Applying), (await TakeAsync()).Run is var run ? (run.Id, run.Phase) : default);
    }

    [Fact]
    public async Task What_a_person_rejects_is_remembered_until_a_page_says_that_the_standing_calls_for_something_else()
    {
        var id = await ScheduledAsync(RunTrigger.Cron);
        await TakeAsync();
        Assert.True(await Lease(id, 1).Plan.AddPageAsync(Page([(0, Grant(0)), (1, Loss(1)), (2, Loss(2))]), Ct));
        Assert.True(await Lease(id, 1).Plan.EndAsync(RunPhase.Held, withholdLosses: false, wouldBeHeld: false, "Too many.", Ct));
        Assert.Empty(await Memory.RejectedBetweenAsync(_guild, null, MemberAt(999), Ct));

        Assert.True(await Store.DecideAsync(id, approve: false, "mod", Ct));

        var rejected = await Memory.RejectedBetweenAsync(_guild, null, MemberAt(999), Ct);
        Assert.Equal([MemberAt(1), MemberAt(2)], rejected.Select(loss => loss.Member).Order());
        Assert.True(rejected[0].Is(Loss(1)));
        Assert.Empty(await Memory.RejectedBetweenAsync(_guild, MemberAt(2), MemberAt(999), Ct));
        await ScheduledAsync(RunTrigger.Pass);
        Assert.True(await (await TakeAsync()).Lease.Plan.AddPageAsync(Page([]) with { NoLongerRejected = [MemberAt(1)] }, Ct));
        Assert.Equal([MemberAt(2)], (await Memory.RejectedBetweenAsync(_guild, null, MemberAt(999), Ct)).Select(loss => loss.Member));
    }

    [Fact]
    public async Task A_quiet_pass_leaves_its_count_and_nothing_else_and_is_seen_by_nobody()
    {
        await Passes.KnowAsync([_guild], _clock.GetUtcNow(), _clock.GetUtcNow(), Ct);
        var last = await StartAsync();
        await EndActiveAsync();
        for (var count = 1; count <= 3; count++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            var pass = await ScheduledAsync(RunTrigger.Pass);
            Assert.Equal(last.Id, (await Store.LatestAsync(_guild, Ct))!.Id);
            var lease = (await TakeAsync()).Lease;
            Assert.True(await lease.Plan.AddPageAsync(Page([]), Ct));
            _clock.Advance(TimeSpan.FromSeconds(5));

            Assert.True(await lease.Plan.EndQuietlyAsync(new QuietPass(PassTroubles.Awaiting, 0, TimeSpan.FromMinutes(1)), Ct));

            var now = _clock.GetUtcNow();
            Assert.Equal(
                new PassRecord(count, now, TimeSpan.FromSeconds(5), 1000, PassTroubles.Awaiting, 0, now + TimeSpan.FromMinutes(1)), await Passes.FindAsync(_guild, Ct));
            Assert.Null(await Store.FindAsync(pass, Ct));
            Assert.False(await lease.Plan.EndQuietlyAsync(new QuietPass(PassTroubles.None, 0, TimeSpan.Zero), Ct));
        }

        Assert.Equal([last.Id], (await Store.ListAsync(_guild, null, 10, Ct)).Select(run => run.Id));
    }

    [Fact]
    public async Task A_firing_that_has_lost_its_pass_ends_nothing()
    {
        await Passes.KnowAsync([_guild], _clock.GetUtcNow(), _clock.GetUtcNow(), Ct);
        var pass = await ScheduledAsync(RunTrigger.Pass);
        var frozen = (await TakeAsync()).Lease;
        await TakeAsync();

        Assert.False(await frozen.Plan.EndQuietlyAsync(new QuietPass(PassTroubles.None, 0, TimeSpan.Zero), Ct));
        Assert.False(await frozen.Plan.DropAsync(Ct));

        Assert.Equal(RunPhase.Planning, (await GetAsync(pass)).Phase);
        Assert.Equal(0, (await Passes.FindAsync(_guild, Ct))!.Quiet);
    }

    [Fact]
    public async Task A_pass_that_stands_still_is_seen()
    {
        var pass = await ScheduledAsync(RunTrigger.Pass);
        var lease = (await TakeAsync()).Lease;
        Assert.Null(await Store.LatestAsync(_guild, Ct));
        Assert.True(await lease.PostponeAsync(_clock.GetUtcNow() + TimeSpan.FromMinutes(1), "Discord is silent.", Ct));

        Assert.Equal((pass, "Discord is silent."), await Store.LatestAsync(_guild, Ct) is { } seen ? (seen.Id, seen.Error) : default);
    }

    // Later than anything that another test of this database has begun.
    private static readonly DateTimeOffset _two = new(2030, 1, 1, 2, 0, 0, TimeSpan.Zero);

    private ScheduleStore Schedules => new(Database);

    [Fact]
    public async Task A_due_time_is_begun_in_the_transaction_that_stores_its_run_and_missing_until_then()
    {
        await Schedules.KnowAsync([_guild], "0 2 * * *", _two.AddDays(-1), Ct);
        Assert.Contains(_guild, await Schedules.MissingAsync(_two, Ct));
        Assert.DoesNotContain(_guild, await Schedules.MissingAsync(_two.AddDays(-1), Ct));

        Assert.IsType<RunStart.Started>(await Store.StartAsync(Request() with { Due = _two }, Ct));
        Assert.Equal(_two, await Schedules.BegunAsync(_guild, Ct));
        Assert.DoesNotContain(_guild, await Schedules.MissingAsync(_two, Ct));

        Assert.IsType<RunStart.Busy>(await Store.StartAsync(Request() with { Due = _two.AddDays(1) }, Ct));
        Assert.Contains(_guild, await Schedules.MissingAsync(_two.AddDays(1), Ct));
        await Schedules.BeginAsync(_guild, _two.AddDays(1), Ct);
        Assert.DoesNotContain(_guild, await Schedules.MissingAsync(_two.AddDays(1), Ct));
    }

    [Fact]
    public async Task A_guild_that_is_known_keeps_its_account_when_the_service_starts_again()
    {
        await Schedules.KnowAsync([_guild], "0 2 * * *", _two, Ct);
        await Schedules.KnowAsync([_guild], "0 2 * * *", _two.AddDays(3), Ct);

        Assert.Equal(_two, await Schedules.BegunAsync(_guild, Ct));
        Assert.Null(await Schedules.BegunAsync(new GuildId(_guild.Value + 1_000_000), Ct));
    }

    [Fact]
    public async Task A_run_that_rests_until_a_time_no_run_rests_until_is_due_now()
    {
        var run = await InPhaseAsync(RunPhase.Applying);
        var epoch = (await Store.FindAsync(run, Ct))!.Epoch;
        await Lease(run, epoch).PostponeAsync(_clock.GetUtcNow().AddHours(1), "Discord asks for it.", Ct);
        Assert.DoesNotContain(_guild, await Store.GuildsToFireAsync(_clock.GetUtcNow(), Ct));

        await Lease(run, epoch).PostponeAsync(_clock.GetUtcNow().AddHours(25), "Discord asks for it.", Ct);
        Assert.Contains(_guild, await Store.GuildsToFireAsync(_clock.GetUtcNow(), Ct));
    }

    private RunRequest Scheduled(RunTrigger trigger) => new(_guild, RunKind.Sync, trigger, 0, 10, ContinuesByItself: true);

    private async Task<RunId> ScheduledAsync(RunTrigger trigger) =>
        Assert.IsType<RunStart.Started>(await Store.StartAsync(Scheduled(trigger), Ct)).Run.Id;
}

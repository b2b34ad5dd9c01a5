using Microsoft.Extensions.Time.Testing;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage;
using RoleSync.Storage.Runs;

namespace RoleSync.Tests.Storage;

/// <summary>What both databases must keep. This part: the life of runs as people and the schedule see it.</summary>
public abstract partial class RunStoreContract
{
    private static ulong _guilds = 1_000_000_000_000_000_000;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 1, 2, 0, 0, TimeSpan.Zero));
    private readonly GuildId _guild = new(Interlocked.Increment(ref _guilds));

    private protected RunStoreContract(StoreFixture fixture)
    {
        Database = fixture.Database;
        Reasons = new RunReasons(_clock, new UnstoredPostponements());
        Store = new RunStore(Database, Reasons, _clock);
        Leases = new RunLeases(Database, _clock);
        Health = new RunHealth(Database, Reasons);
        Journal = new ChangeJournal(Database);
        Memory = new PlanMemory(Database);
        Verifications = new VerificationStore(Database, Leases, Store, _clock);
    }

    private protected Database Database { get; }

    private protected RunReasons Reasons { get; }

    private protected RunStore Store { get; }

    private protected RunLeases Leases { get; }

    private protected RunHealth Health { get; }

    private protected ChangeJournal Journal { get; }

    private protected PlanMemory Memory { get; }

    private protected VerificationStore Verifications { get; }

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_run_plans_and_is_stored_as_requested()
    {
        var run = await StartAsync(startIndex: 50, chunkSize: 7);

        var found = await Store.FindAsync(run.Id, Ct);

        Assert.Equal(run, found);
        Assert.Equal((RunPhase.Planning, 50, 50, 7), (run.Phase, run.StartIndex, run.NextIndex, run.ChunkSize));
        Assert.Equal((RunKind.Sync, RunTrigger.Http, _clock.GetUtcNow(), 0), (run.Kind, run.Trigger, run.CreatedAt, run.Epoch));
        Assert.Null(await Store.FindAsync(new RunId(run.Id.Value + 1_000_000), Ct));
    }

    [Theory]
    [InlineData(RunPhase.Planning)]
    [InlineData(RunPhase.Held)]
    [InlineData(RunPhase.Applying)]
    public async Task While_a_run_plans_is_held_or_applies_another_one_of_its_guild_cannot_start(RunPhase phase)
    {
        var active = await InPhaseAsync(phase);

        var answer = await Store.StartAsync(Request(), Ct);

        Assert.Equal(active, Assert.IsType<RunStart.Busy>(answer).Active.Id);
        Assert.Equal(active, (phase is RunPhase.Held ? await Store.WaitingAsync(_guild, Ct) : await Store.ActiveAsync(_guild, Ct))?.Id);
    }

    [Fact]
    public async Task Of_many_who_start_a_run_of_one_guild_at_once_exactly_one_wins()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.StartAsync(Request(), Ct), Ct)));

        var started = Assert.Single(answers.OfType<RunStart.Started>());
        Assert.All(answers.OfType<RunStart.Busy>(), busy => Assert.Equal(started.Run.Id, busy.Active.Id));
        Assert.Single(await Store.ListAsync(_guild, null, 10, Ct));
    }

    [Fact]
    public async Task A_new_run_ends_the_waiting_one_which_keeps_its_cursor_but_cannot_go_on_any_more()
    {
        var waiting = await InPhaseAsync(RunPhase.Waiting);

        await StartAsync();

        var ended = await GetAsync(waiting);
        Assert.Equal((RunPhase.Stopped, 2, _clock.GetUtcNow()), (ended.Phase, ended.NextIndex, ended.EndedAt));
        Assert.Null(await Store.ResumableAsync(_guild, Ct));
        await EndActiveAsync();
        Assert.False(await Store.ResumeAsync(waiting, 10, false, RunTrigger.Http, Ct));
    }

    [Fact]
    public async Task A_run_that_is_refused_a_start_leaves_everything_as_it_was()
    {
        var waiting = await InPhaseAsync(RunPhase.Waiting);
        Assert.True(await Store.ResumeAsync(waiting, 10, false, RunTrigger.Http, Ct));
        var before = await GetAsync(waiting);

        Assert.IsType<RunStart.Busy>(await Store.StartAsync(Request(), Ct));

        Assert.Equal(before, await GetAsync(waiting));
    }

    [Fact]
    public async Task A_waiting_run_goes_on_with_the_same_plan_as_newly_requested()
    {
        var waiting = await InPhaseAsync(RunPhase.Waiting);
        Assert.Equal(waiting, (await Store.ResumableAsync(_guild, Ct))?.Id);

        Assert.True(await Store.ResumeAsync(waiting, 77, true, RunTrigger.Cli, Ct));

        var run = await GetAsync(waiting);
        Assert.Equal((RunPhase.Applying, 77, true, RunTrigger.Cli, 2), (run.Phase, run.ChunkSize, run.ContinuesByItself, run.Trigger, run.NextIndex));
        Assert.False(await Store.ResumeAsync(waiting, 77, true, RunTrigger.Cli, Ct));
        Assert.Null(await Store.ResumableAsync(_guild, Ct));
    }

    [Fact]
    public async Task Of_a_resume_and_a_start_at_the_same_moment_exactly_one_wins()
    {
        for (var round = 0; round < 5; round++)
        {
            var waiting = await InPhaseAsync(RunPhase.Waiting);
            var resume = Task.Run(() => Store.ResumeAsync(waiting, 10, false, RunTrigger.Http, Ct), Ct);
            var start = Task.Run(() => Store.StartAsync(Request(), Ct), Ct);

            Assert.NotEqual(await resume, await start is RunStart.Started);

            await EndActiveAsync();
        }
    }

    [Fact]
    public async Task A_run_that_was_stopped_while_applying_can_go_on_with_its_stop_forgotten()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        Assert.True(await Store.RequestStopAsync(id, Ct));
        Assert.True(await Lease(id, 1).EndAsync(RunPhase.Stopped, "Stopped.", Ct));

        Assert.True(await Store.ResumeAsync(id, 10, false, RunTrigger.Http, Ct));

        var run = await GetAsync(id);
        Assert.Equal((RunPhase.Applying, false, null, null), (run.Phase, run.StopRequested, run.EndedAt, run.Error));
    }

    [Fact]
    public async Task A_run_whose_plan_never_was_complete_cannot_go_on()
    {
        var id = await InPhaseAsync(RunPhase.Planning);
        Assert.True(await Lease(id, 1).EndAsync(RunPhase.Stopped, null, Ct));

        Assert.Null(await Store.ResumableAsync(_guild, Ct));
        Assert.False(await Store.ResumeAsync(id, 10, false, RunTrigger.Http, Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_held_run_that_was_rejected_or_stopped_cannot_be_brought_back_by_a_resume(bool rejected)
    {
        var id = await InPhaseAsync(RunPhase.Held);
        Assert.True(rejected ? await Store.DecideAsync(id, false, "mod", Ct) : await Store.RequestStopAsync(id, Ct));

        Assert.Equal((RunPhase.Stopped, _clock.GetUtcNow()), ((await GetAsync(id)).Phase, (await GetAsync(id)).EndedAt));
        Assert.Null(await Store.ResumableAsync(_guild, Ct));
        Assert.False(await Store.ResumeAsync(id, 10, false, RunTrigger.Http, Ct));
    }

    [Fact]
    public async Task A_held_run_that_was_approved_applies_and_says_who_approved_it()
    {
        var id = await InPhaseAsync(RunPhase.Held);

        Assert.True(await Store.DecideAsync(id, true, "Ada (HTTP)", Ct));
        Assert.False(await Store.DecideAsync(id, false, "Bob", Ct));

        var run = await GetAsync(id);
        Assert.Equal((RunPhase.Applying, "Ada (HTTP)", null), (run.Phase, run.DecidedBy, run.EndedAt));
        Assert.True(await Store.RequestStopAsync(id, Ct));
        Assert.True(await Lease(id, 1).EndAsync(RunPhase.Stopped, null, Ct));
        Assert.True(await Store.ResumeAsync(id, 10, false, RunTrigger.Http, Ct));
    }

    [Theory]
    [InlineData(RunPhase.Planning)]
    [InlineData(RunPhase.Applying)]
    public async Task A_stop_is_a_flag_while_a_firing_may_be_at_work(RunPhase phase)
    {
        var id = await InPhaseAsync(phase);

        Assert.True(await Store.RequestStopAsync(id, Ct));

        Assert.Equal((phase, true), ((await GetAsync(id)).Phase, (await GetAsync(id)).StopRequested));
        Assert.Equal(LeaseState.StopRequested, await Lease(id, 1).CheckAsync(Ct));
    }

    [Fact]
    public async Task A_waiting_run_stops_at_once_and_a_run_that_has_ended_cannot_be_stopped()
    {
        var id = await InPhaseAsync(RunPhase.Waiting);

        Assert.True(await Store.RequestStopAsync(id, Ct));

        Assert.Equal((RunPhase.Stopped, _clock.GetUtcNow()), ((await GetAsync(id)).Phase, (await GetAsync(id)).EndedAt));
        Assert.False(await Store.RequestStopAsync(id, Ct));
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_below_a_given_one()
    {
        var ids = new List<RunId>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await StartAsync()).Id);
            await EndActiveAsync();
        }

        Assert.Equal([ids[2], ids[1]], (await Store.ListAsync(_guild, null, 2, Ct)).Select(run => run.Id));
        Assert.Equal([ids[0]], (await Store.ListAsync(_guild, ids[1], 2, Ct)).Select(run => run.Id));
        Assert.Equal(ids[2], (await Store.LatestAsync(_guild, Ct))?.Id);
        Assert.Equal(ids[2], (await Store.LatestAsync(null, Ct))?.Id);
        Assert.Null(await Store.LatestAsync(new GuildId(1), Ct));
        Assert.Null(await Store.ActiveAsync(_guild, Ct));
    }

    [Theory]
    [InlineData(RunPhase.Planning, true)]
    [InlineData(RunPhase.Applying, true)]
    [InlineData(RunPhase.Held, false)]
    [InlineData(RunPhase.Waiting, false)]
    public async Task The_guilds_to_fire_are_those_that_plan_or_apply(RunPhase phase, bool fires)
    {
        await InPhaseAsync(phase);

        Assert.Equal(fires, (await Store.GuildsToFireAsync(_clock.GetUtcNow(), Ct)).Contains(_guild));
    }

    [Fact]
    public async Task A_postponed_run_fires_when_its_time_has_come_and_says_why_until_it_goes_on()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        var later = _clock.GetUtcNow().AddMinutes(5);

        Assert.True(await Lease(id, 1).PostponeAsync(later, "Discord asks for five minutes.", Ct));

        Assert.DoesNotContain(_guild, await Store.GuildsToFireAsync(later.AddMilliseconds(-1), Ct));
        Assert.Contains(_guild, await Store.GuildsToFireAsync(later, Ct));
        Assert.Equal((later, "Discord asks for five minutes."), ((await GetAsync(id)).ResumesAt, (await GetAsync(id)).Error));
        Assert.True(await Lease(id, 1).BeginChunkAsync(10, Ct));
        Assert.Equal((null, null), ((await GetAsync(id)).ResumesAt, (await GetAsync(id)).Error));
    }
}

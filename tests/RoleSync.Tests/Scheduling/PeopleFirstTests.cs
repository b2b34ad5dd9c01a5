using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Tests.Hosting;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Scheduling;

/// <summary>A scheduled run is never in the way of a person; what is held is in nobody's way but that of other people.</summary>
public sealed class PeopleFirstTests
{
    private static readonly GuildOptions _guild = new() { Members = 60, WrongShare = 0, TwinShare = 0 };

    [Theory]
    [InlineData(RunTrigger.Pass)]
    [InlineData(RunTrigger.Cron)]
    public async Task A_scheduled_run_that_plans_ends_there_and_a_pass_leaves_nothing(RunTrigger trigger)
    {
        await using var bench = await StartAsync();
        var scheduled = await BeginAsync(bench, trigger);
        using var firing = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        StartAnswer? answer = null;
        var ask = Fault.Custom(async _ =>
        {
            answer = await AskAsync(bench);
            await firing.CancelAsync();
            return false;
        });
        bench.Sandbox.Faults.Add(new FaultRule("GET /guilds/*/members", ask) { Times = 1 });

        Assert.Equal(TimeSpan.Zero, await bench.WorkAsync(firing.Token));

        var asked = Assert.IsType<StartAnswer.Started>(answer).Run;
        Assert.Equal(RunPhase.Queued, asked.Phase);
        Assert.Equal(RunPhase.Completed, (await bench.FireAsync(asked.Id)).Phase);
        var ended = await bench.Store.FindAsync(scheduled, Ct);
        Assert.Equal(trigger is RunTrigger.Pass, ended is null);
        Assert.True(ended is null || (ended.Phase is RunPhase.Stopped && ended.Error!.Contains($"gave way to run {asked.Id}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_pass_that_writes_ends_after_the_member_in_hand_and_the_person_finds_the_rest()
    {
        await using var bench = await StartAsync();
        bench.Spoil(10);
        var pass = await BeginAsync(bench, RunTrigger.Pass);
        using var firing = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        StartAnswer? answer = null;
        var ask = Fault.Custom(async _ =>
        {
            answer = await AskAsync(bench);
            await firing.CancelAsync();
            return false;
        });
        bench.Sandbox.Faults.Add(new FaultRule("DELETE /guilds/*/members/*/roles/*", ask) { Times = 1, After = 3 });

        Assert.Equal(TimeSpan.Zero, await bench.WorkAsync(firing.Token));

        var ended = await bench.GetAsync(pass);
        Assert.Equal(RunPhase.Stopped, ended.Phase);
        Assert.InRange(ended.Applied, 4, 9);
        var run = await bench.FireAsync(Assert.IsType<StartAnswer.Started>(answer).Run.Id);
        Assert.Equal((RunPhase.Completed, 10 - ended.Applied), (run.Phase, run.Applied));
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task A_process_that_ends_between_the_pass_and_the_person_loses_neither()
    {
        await using var bench = await StartAsync();
        await BeginAsync(bench, RunTrigger.Pass);
        var asked = Assert.IsType<StartAnswer.Started>(await AskAsync(bench)).Run;

        await bench.RestartAsync();

        Assert.Equal([bench.GuildId], await bench.Store.GuildsToFireAsync(bench.Clock.GetUtcNow(), Ct));
        Assert.Equal(RunPhase.Completed, (await bench.FireAsync(asked.Id)).Phase);
    }

    [Fact]
    public async Task An_undo_meets_a_pass_and_is_started_and_so_is_the_plan_that_a_person_has_made()
    {
        await using var bench = await StartAsync();
        bench.Spoil(4);
        var done = await bench.RunAsync();
        await BeginAsync(bench, RunTrigger.Pass);

        var undo = Assert.IsType<FollowAnswer.Started>(await bench.Get<FollowUpRuns>().UndoAsync(done.Id, RunTrigger.Cli, Ct)).Run;

        Assert.Equal((RunPhase.Completed, 4), await bench.FireAsync(undo.Id) is var run ? (run.Phase, run.Applied) : default);
        var plan = Assert.IsType<StartAnswer.Started>(
            await bench.Get<RunControl>().StartAsync(new StartRequest(bench.GuildId, RunTrigger.Cli, DryRun: true), Ct)).Run;
        Assert.Equal(4, (await bench.FireAsync(plan.Id)).Planned);
        await BeginAsync(bench, RunTrigger.Pass);
        var apply = Assert.IsType<FollowAnswer.Started>(await bench.Get<FollowUpRuns>().ApplyAsync(plan.Id, RunTrigger.Cli, Ct)).Run;
        Assert.Equal((RunPhase.Completed, 4), await bench.FireAsync(apply.Id) is var applied ? (applied.Phase, applied.Applied) : default);
    }

    [Fact]
    public async Task A_plan_whose_members_a_pass_has_changed_since_is_looked_at_again_and_leaves_them_out()
    {
        await using var bench = await StartAsync();
        bench.Spoil(2);
        var plan = Assert.IsType<StartAnswer.Started>(
            await bench.Get<RunControl>().StartAsync(new StartRequest(bench.GuildId, RunTrigger.Cli, DryRun: true), Ct)).Run;
        Assert.Equal(2, (await bench.FireAsync(plan.Id)).Planned);
        await bench.FireAsync(await BeginAsync(bench, RunTrigger.Pass));
        Assert.Empty(bench.Guild.WrongMembers());
        var writes = bench.Sandbox.Journal.WriteCount;

        var apply = Assert.IsType<FollowAnswer.Started>(await bench.Get<FollowUpRuns>().ApplyAsync(plan.Id, RunTrigger.Cli, Ct)).Run;
        var run = await bench.FireAsync(apply.Id);

        Assert.Equal((RunPhase.Completed, 0, 2), (run.Phase, run.Applied, run.Skipped));
        Assert.Equal(writes, bench.Sandbox.Journal.WriteCount);
    }

    [Fact]
    public async Task The_schedule_that_meets_a_persons_run_of_one_chunk_lets_it_go_on_to_its_end()
    {
        await using var bench = await StartAsync();
        var asked = Assert.IsType<StartAnswer.Started>(
            await bench.Get<RunControl>().StartAsync(new StartRequest(bench.GuildId, RunTrigger.Http, ChunkSize: 10), Ct)).Run;
        Assert.False(asked.ContinuesByItself);

        var answer = await bench.Get<RunControl>().StartAsync(new StartRequest(bench.GuildId, RunTrigger.Cron), Ct);

        Assert.Equal((asked.Id, true), Assert.IsType<StartAnswer.Started>(answer) is var (run, goesOn) ? (run.Id, goesOn) : default);
        Assert.Equal((RunPhase.Completed, 60), await bench.FireAsync(asked.Id) is var ended ? (ended.Phase, ended.NextIndex) : default);
    }

    [Fact]
    public async Task While_a_run_is_held_passes_grant_and_promote_and_take_nothing_and_the_approval_applies_what_still_holds()
    {
        await using var bench = await StartAsync(_guild with { Members = 80 });
        var spoiled = bench.Spoil(30);
        var held = await bench.RunAsync();
        Assert.Equal((RunPhase.Held, 30), (held.Phase, held.Losing));
        var robbed = bench.Guild.VerifiedMembers().Except(spoiled).Take(3).ToArray();
        var profile = bench.Role("ETHOS_VERIFIED_PROFILE_ROLE_ID");
        foreach (var member in robbed)
        {
            bench.Guild.Revoke(member, profile);
        }

        var pass = await bench.FireAsync(await BeginAsync(bench, RunTrigger.Pass));

        Assert.Equal((RunPhase.Completed, 3, 3, 0), (pass.Phase, pass.Planned, pass.Applied, pass.Losing));
        Assert.Equal(30, bench.Guild.WrongMembers().Count);

        // A pass that would only take leaves nothing at all.
        var quiet = await BeginAsync(bench, RunTrigger.Pass);
        await bench.WorkAsync();
        Assert.Null(await bench.Store.FindAsync(quiet, Ct));

        // One of them was put right by hand meanwhile: the approved run looks, and leaves that one out.
        bench.Guild.Revoke(spoiled[0], bench.Role("ETHOS_ROLE_HUMAN_VALIDATOR"));
        Assert.True(await bench.Get<RunControl>().DecideAsync(held.Id, approve: true, "mod", Ct));
        var approved = await bench.FireAsync(held.Id);
        Assert.Equal((RunPhase.Completed, 29, 1), (approved.Phase, approved.Applied, approved.Skipped));
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task A_rejection_is_remembered_until_the_standing_calls_for_something_else()
    {
        await using var bench = await StartAsync(_guild with { Members = 80 });
        var spoiled = bench.Spoil(30);
        var held = await bench.RunAsync();
        Assert.True(await bench.Get<RunControl>().DecideAsync(held.Id, approve: false, "mod", Ct));

        var quiet = await BeginAsync(bench, RunTrigger.Pass);
        await bench.WorkAsync();
        Assert.Null(await bench.Store.FindAsync(quiet, Ct));
        Assert.Equal(30, bench.Guild.WrongMembers().Count);

        // For a member who has lost the role by other hands and got it again it is a new matter.
        var badge = bench.Role("ETHOS_ROLE_HUMAN_VALIDATOR");
        bench.Guild.Revoke(spoiled[0], badge);
        await BeginAsync(bench, RunTrigger.Pass);
        await bench.WorkAsync();
        bench.Guild.Grant(spoiled[0], badge);
        var pass = await bench.FireAsync(await BeginAsync(bench, RunTrigger.Pass));
        Assert.Equal((RunPhase.Completed, 1), (pass.Phase, pass.Applied));
        Assert.Equal(29, bench.Guild.WrongMembers().Count);

        // A person who asks gets the whole of it, judged anew.
        var asked = Assert.IsType<StartAnswer.Started>(await AskAsync(bench)).Run;
        Assert.Equal((RunPhase.Held, 29), await bench.FireAsync(asked.Id) is var run ? (run.Phase, run.Losing) : default);
    }

    private static async Task<DatedRuns> StartAsync(GuildOptions? guild = null)
    {
        var bench = await DatedRuns.StartAsync(guild ?? _guild, ("SYNC_EVERY", "00:01:00"), ("SYNC_CONFIRM_ABSENT", "1"));
        await bench.Get<GuildJobs>().PrepareAsync([bench.GuildId], Ct);
        await bench.Get<PassRuns>().PrepareAsync(Ct);
        return bench;
    }

    private static async Task<RunId> BeginAsync(DatedRuns bench, RunTrigger trigger) => Assert.IsType<RunStart.Started>(
        await bench.Store.StartAsync(new RunRequest(bench.GuildId, RunKind.Sync, trigger, 0, 100, ContinuesByItself: true), Ct)).Run.Id;

    private static Task<StartAnswer> AskAsync(DatedRuns bench) =>
        bench.Get<RunControl>().StartAsync(new StartRequest(bench.GuildId, RunTrigger.Http), Ct);
}

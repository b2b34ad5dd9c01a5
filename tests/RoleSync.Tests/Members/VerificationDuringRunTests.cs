using Microsoft.Extensions.DependencyInjection;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Members;
using RoleSync.Policies;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Storage.Runs;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Members;

/// <summary>Verifications while a run of the same guild is under way.</summary>
public sealed class VerificationDuringRunTests
{
    private static CancellationToken Ct => SandboxRuns.Ct;

    [Theory]
    [InlineData("atomic")]
    [InlineData("fast")]
    public async Task Members_who_are_verified_in_the_middle_of_a_run_end_right_and_no_two_writes_meet(string writes)
    {
        await using var bench = await VerifierBench.StartAsync(members: 150, wrong: 1, settings: ("SYNC_WRITES", writes));
        var impatient = bench.Guild.WrongMembers().Where((_, index) => index % 7 == 3).Append(bench.Newcomer).ToList();
        var run = await bench.Runs.AskAsync(chunkSize: 400);
        var running = FireToEndAsync(bench);
        await SeenAsync(() => bench.Server.Journal.WriteCount > 5);

        var answers = await Task.WhenAll(impatient.Select(member => bench.VerifyAsync(member)));
        await running;

        Assert.All(answers, answer => Assert.All(Assert.IsType<VerifyAnswer.Looked>(answer).Changes, change => Assert.Equal(Outcome.Applied, change.Outcome)));
        var journal = bench.Server.Journal;
        Assert.Equal((0, 0), (journal.OverlappingWrites, journal.Count(status: 429)));
        Assert.InRange(bench.EthosCalls, 2, 1 + impatient.Count);
        Assert.Empty(bench.Guild.WrongMembers());
        var ended = await bench.Runs.FindAsync(run.Id);
        Assert.Equal((RunPhase.Completed, ended.Total), (ended.Phase, ended.NextIndex));
        Assert.Equal(ended.Planned, ended.Applied + ended.Skipped);
        Assert.All(await bench.Runs.ChangesAsync(run, Outcome.Stale), change => Assert.Equal(VerificationStore.SupersededNote, change.Note));
    }

    [Fact]
    public async Task A_verification_waits_while_a_writer_holds_the_member()
    {
        await using var bench = await VerifierBench.StartAsync(members: 20, wrong: 1);
        var member = bench.Guild.WrongMembers()[0];
        var (inFlight, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        bench.Server.Faults.Add(
            $"* /guilds/*/members/{member}/roles/*",
            Fault.Custom(async _ =>
            {
                inFlight.TrySetResult();
                await release.Task;
                return false;
            }),
            times: 1);
        await bench.Runs.AskAsync(chunkSize: 400);
        var running = FireToEndAsync(bench);
        await inFlight.Task;
        var calls = bench.EthosCalls;

        var verifying = bench.VerifyAsync(member);
        await SeenAsync(() => bench.EthosCalls > calls);
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);

        Assert.False(verifying.IsCompleted);
        release.SetResult();
        Assert.Empty(Assert.IsType<VerifyAnswer.Looked>(await verifying).Changes);
        await running;
        Assert.Equal((0, 0), (bench.Server.Journal.OverlappingWrites, bench.Server.Journal.RepeatedWrites));
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task A_writer_waits_while_a_verification_holds_the_member_and_then_finds_nothing_left_to_do()
    {
        // A verification waits for a moment in which others may share its call to Ethos; the run takes longer than that to come to its last member.
        await using var bench = await VerifierBench.StartAsync(members: 12, wrong: 1, settings: ("SYNC_DELAY_BETWEEN_USERS", "300"));
        var wrong = bench.Guild.WrongMembers();
        var last = wrong[^1];
        bench.Server.World.Ethos.SetScore(last, 2150);
        bench.Guild.SetRoles(last, [.. bench.Guild.ExpectedRoles(last)!.Where(role => role != TierOf(bench, last)), bench.Role("ETHOS_ROLE_NEUTRAL")]);

        // The run has everybody's plan and the batch in memory when that write is sent; by then Ethos has another score. Not the first write:
        // before the limiter knows the bucket it has one request under way at a time.
        bench.Server.Faults.Add(
            $"* /guilds/*/members/{wrong[4]}/roles/*",
            Fault.Custom(async _ =>
            {
                bench.Server.World.Ethos.SetScore(last, 2650);
                var looked = await bench.LookAsync(last);
                Assert.Equal(2, looked.Changes.Count);
                return false;
            }),
            times: 1);

        var run = await bench.Runs.CompleteAsync(chunkSize: 400);

        Assert.Equal((RunPhase.Completed, run.Total, 0), (run.Phase, run.NextIndex, bench.Server.Journal.OverlappingWrites));
        Assert.Empty(bench.Guild.WrongMembers());
        Assert.Equal([Outcome.Stale, Outcome.Stale], (await bench.Runs.Journal.ChangesAsync(run.Id, 0, 10, null, new MemberId(last), Ct)).Select(change => change.Outcome));
        Assert.Equal((2, run.Planned - 2), (run.Skipped, run.Applied));
    }

    [Fact]
    public async Task A_verification_that_comes_while_an_old_plan_is_looked_at_again_has_the_last_word()
    {
        await using var bench = await DatedRuns.StartAsync(new() { Members = 40, TwinShare = 0, AbsentShare = 0, NoInteractionShare = 0 });
        var (guild, ethos) = (bench.Guild, bench.Sandbox.World.Ethos);
        var member = guild.VerifiedMembers()[5];
        ethos.Change(member, user => user with { Score = 1_450, ValidatorNftCount = 0, Human = HumanVerification.None });
        guild.SetRoles(member, [.. guild.ExpectedRoles(member)!.Where(role => role != bench.Role("ETHOS_ROLE_KNOWN")), bench.Role("ETHOS_ROLE_NEUTRAL")]);
        var begun = await bench.Store.StartAsync(new RunRequest(bench.GuildId, RunKind.Sync, RunTrigger.Http, 0, 1, ContinuesByItself: false), Ct);
        var run = Assert.IsType<RunStart.Started>(begun).Run.Id;
        Assert.Equal(RunPhase.Waiting, (await bench.FireAsync(run)).Phase);
        bench.Clock.Shift(TimeSpan.FromMinutes(20));
        ethos.SetScore(member, 1_650);
        Assert.True(await bench.Store.ResumeAsync(run, 100, continuesByItself: true, RunTrigger.Http, Ct));

        // The fresh look has asked Ethos when this read is answered, with the member as it was. Another process verifies meanwhile: within this one
        // a verification would wait for the look.
        await using var other = bench.Other();
        var policy = bench.Get<GuildPolicies>().Find(bench.GuildId)!;
        Task<VerifyAnswer>? verifying = null;
        var verifies = Fault.Rewrite(json =>
        {
            ethos.SetScore(member, 2_650);
            verifying = Task.Run(() => other.GetRequiredService<Verifier>().VerifyAsync(bench.GuildId, new MemberId(member), policy, new Requester(RunTrigger.Discord, "Ada"), Ct));
            Assert.True(verifying.Wait(TimeSpan.FromSeconds(20), Ct));
            return json;
        });
        bench.Sandbox.Faults.Add($"GET /guilds/*/members/{member}", verifies, times: 1);

        await bench.FireAsync(run);

        Assert.All(Assert.IsType<VerifyAnswer.Looked>(await verifying!).Changes, change => Assert.Equal(Outcome.Applied, change.Outcome));
        Assert.Empty(guild.WrongMembers());
        Assert.Contains(bench.Role("ETHOS_ROLE_RENOWNED"), guild.RolesOf(member));
        Assert.Equal(0, bench.Sandbox.Journal.OverlappingWrites);
    }

    [Fact]
    public async Task A_verification_goes_ahead_of_what_the_run_has_left_to_write()
    {
        await using var bench = await VerifierBench.StartAsync(members: 150, wrong: 1, speed: 20);
        await bench.Runs.AskAsync(chunkSize: 400);
        var running = FireToEndAsync(bench);
        await SeenAsync(() => bench.Server.Journal.WriteCount > 10);
        var before = bench.Server.Journal.WriteCount;

        await bench.LookAsync(bench.Newcomer);

        // Four writes of its own; a window holds ten, and two may have been on their way.
        Assert.InRange(bench.Server.Journal.WriteCount - before, 4, 24);
        Assert.False(running.IsCompleted);
        await running;
    }

    private static async Task FireToEndAsync(VerifierBench bench)
    {
        while (await bench.Runs.FireAsync() is { } delay)
        {
            await Task.Delay(delay, TimeProvider.System, Ct);
        }
    }

    private static ulong TierOf(VerifierBench bench, ulong member) =>
        bench.Guild.ExpectedRoles(member)!.Single(role => bench.Policy.Find(new RoleId(role)) is { IsTier: true });

    private static async Task SeenAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }
}

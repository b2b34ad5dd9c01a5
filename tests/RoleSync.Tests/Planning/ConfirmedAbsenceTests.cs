using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;
using RoleSync.Work;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Planning;

/// <summary>Whom Ethos does not find keeps the roles until another look agrees.</summary>
public sealed class ConfirmedAbsenceTests
{
    private const string Lookup = "POST /users/by/discord";

    private static readonly GuildOptions _guild = new() { Members = 60, TwinShare = 0 };

    [Fact]
    public async Task An_answer_without_anybody_takes_nothing_and_the_next_healthy_run_forgets_it()
    {
        await using var bench = await StartAsync(_guild);
        var before = bench.Guild.Snapshot();
        var empty = bench.Sandbox.Faults.Add(Lookup, Fault.EmptyArray());

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 0, 60, 0), (run.Phase, run.Planned, run.Awaiting, run.Losing));
        Assert.Contains("does not know 60 of the members", run.Error, StringComparison.Ordinal);
        bench.Sandbox.Faults.Remove(empty);
        Assert.Equal((0, 0), ((await bench.RunAsync()).Planned, (await bench.RunAsync()).Awaiting));
        bench.Sandbox.Faults.Add(empty);
        Assert.Equal((RunPhase.Completed, 60), ((await bench.RunAsync()).Phase, (await bench.Store.LatestAsync(bench.GuildId, Ct))!.Awaiting));
        Assert.Equal(before.Hash, bench.Guild.Snapshot().Hash);
    }

    [Fact]
    public async Task Where_two_looks_find_nobody_at_all_the_guard_holds_the_run()
    {
        await using var bench = await StartAsync(_guild);
        var before = bench.Guild.Snapshot();
        bench.Sandbox.Faults.Add(Lookup, Fault.EmptyArray());
        await bench.RunAsync();

        var run = await LaterAsync(bench);

        Assert.Equal((RunPhase.Held, 0, 60), (run.Phase, run.Awaiting, run.Losing));
        Assert.Equal(before.Hash, bench.Guild.Snapshot().Hash);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task A_small_guild_is_not_emptied_by_two_looks_that_find_nobody_but_held(int members)
    {
        await using var bench = await StartAsync(_guild with { Members = members, AbsentShare = 0, NoInteractionShare = 0 });
        var before = bench.Guild.Snapshot();
        var empty = bench.Sandbox.Faults.Add(Lookup, Fault.EmptyArray());
        Assert.Equal(RunPhase.Completed, (await bench.RunAsync()).Phase);

        var run = await LaterAsync(bench);

        Assert.Equal((RunPhase.Held, members), (run.Phase, run.Losing));
        Assert.Contains($"no longer knows {members} members who hold its roles, and knows 0", run.Error, StringComparison.Ordinal);
        Assert.Equal(before.Hash, bench.Guild.Snapshot().Hash);
        bench.Sandbox.Faults.Remove(empty);
        Assert.True(await bench.Store.DecideAsync(run.Id, false, "Ada", Ct));
        Assert.Equal((RunPhase.Completed, 0), await bench.RunAsync() is var healthy ? (healthy.Phase, healthy.Planned) : default);
    }

    [Fact]
    public async Task Most_of_a_small_guild_may_be_gone_where_a_person_says_so()
    {
        await using var bench = await StartAsync(_guild with { Members = 20, AbsentShare = 0, NoInteractionShare = 0 });
        foreach (var member in bench.Guild.VerifiedMembers().Take(11))
        {
            bench.Sandbox.World.Ethos.Forget(member);
        }

        await bench.RunAsync();
        var held = await LaterAsync(bench);
        Assert.Equal((RunPhase.Held, 11, 9), (held.Phase, held.Losing, held.Known));
        Assert.True(await bench.Store.DecideAsync(held.Id, true, "Ada", Ct));
        await bench.FireAsync(held.Id);

        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task Somebody_who_really_left_Ethos_loses_the_roles_at_a_run_ten_minutes_later()
    {
        await using var bench = await StartAsync(_guild);
        var gone = bench.Guild.VerifiedMembers()[7];
        var other = bench.Guild.VerifiedMembers()[8];
        bench.Sandbox.World.Ethos.Forget(gone);
        bench.Guild.Revoke(other, bench.Role("ETHOS_VERIFIED_PROFILE_ROLE_ID"));

        var first = await bench.RunAsync();
        Assert.Equal((1, 1), (first.Awaiting, first.Applied));
        Assert.Equal([gone], bench.Guild.WrongMembers());
        var second = await LaterAsync(bench);

        Assert.Equal((RunPhase.Completed, 0, 1), (second.Phase, second.Awaiting, second.Losing));
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task Runs_that_follow_each_other_within_ten_minutes_are_one_look()
    {
        await using var bench = await StartAsync(_guild);
        bench.Sandbox.World.Ethos.Forget(bench.Guild.VerifiedMembers()[7]);
        for (var pass = 0; pass < 9; pass++)
        {
            var run = await bench.RunAsync();
            Assert.Equal((RunPhase.Completed, 0, 1), (run.Phase, run.Planned, run.Awaiting));
            bench.Clock.Shift(TimeSpan.FromMinutes(1));
        }

        bench.Clock.Shift(TimeSpan.FromMinutes(1));

        Assert.Equal((1, 0), await bench.RunAsync() is var last ? (last.Losing, last.Awaiting) : default);
    }

    [Fact]
    public async Task One_look_is_enough_where_the_operator_says_so()
    {
        await using var bench = await StartAsync(_guild, ("SYNC_CONFIRM_ABSENT", "1"));
        bench.Sandbox.World.Ethos.Forget(bench.Guild.VerifiedMembers()[7]);

        await bench.RunAsync();

        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task Known_without_interactions_is_an_answer_and_needs_no_second_look()
    {
        await using var bench = await StartAsync(_guild);
        var member = bench.Guild.VerifiedMembers()[7];
        bench.Sandbox.World.Ethos.Change(member, user => user with
        {
            ProfileId = null,
            HasAddress = false,
            PositiveReviews = 0,
            NeutralReviews = 0,
            NegativeReviews = 0,
            VouchesReceived = 0,
        });

        var run = await bench.RunAsync();

        Assert.Equal((1, 0), (run.Losing, run.Awaiting));
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task A_dry_run_is_no_look()
    {
        await using var bench = await StartAsync(_guild);
        bench.Sandbox.World.Ethos.Forget(bench.Guild.VerifiedMembers()[7]);

        var dry = await bench.RunAsync(RunKind.DryRun);
        var run = await bench.RunAsync();

        Assert.Equal((1, 1, 0), (dry.Awaiting, run.Awaiting, run.Losing));
    }

    [Fact]
    public async Task An_unknown_standing_between_two_looks_neither_counts_nor_takes_back()
    {
        await using var bench = await StartAsync(_guild);
        var gone = bench.Guild.VerifiedMembers()[7];
        bench.Sandbox.World.Ethos.Forget(gone);
        await bench.RunAsync();
        var outage = bench.Sandbox.Faults.Add(Lookup, Fault.Status(403));
        Assert.Equal((60, 0, 0), await bench.RunAsync() is var down ? (down.Unknown, down.Awaiting, down.Planned) : default);
        bench.Sandbox.Faults.Remove(outage);

        await LaterAsync(bench);

        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task Who_vanishes_between_the_plan_and_the_write_keeps_the_roles()
    {
        await using var bench = await StartAsync(_guild);
        bench.Spoil(30);
        var held = await bench.RunAsync();
        var before = bench.Guild.Snapshot();
        Assert.True(await bench.Store.DecideAsync(held.Id, true, "Ada", Ct));
        bench.Clock.Shift(TimeSpan.FromMinutes(20));
        bench.Sandbox.Faults.Add(Lookup, Fault.EmptyArray());

        var run = await bench.FireAsync(held.Id);

        Assert.Equal((RunPhase.Completed, 0), (run.Phase, run.Applied));
        Assert.Equal(before.Hash, bench.Guild.Snapshot().Hash);
        var stale = await bench.Journal.ChangesAsync(run.Id, 0, 1, Outcome.Stale, null, Ct);
        Assert.Contains("another one must agree", stale[0].Note, StringComparison.Ordinal);
    }

    /// <summary>A run whose look is another moment than that of the run before.</summary>
    private static Task<Run> LaterAsync(DatedRuns bench)
    {
        bench.Clock.Shift(new SyncOptions().ConfirmAfter);
        return bench.RunAsync();
    }
}

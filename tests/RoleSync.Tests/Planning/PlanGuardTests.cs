using System.Text.Json.Nodes;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Planning;

/// <summary>Nobody loses a role wrongly: what is held, for how long, and what an approval covers.</summary>
public sealed class PlanGuardTests
{
    private static readonly GuildOptions _guild = new() { Members = 80, TwinShare = 0 };

    private static readonly TimeSpan _tooOld = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task A_run_that_would_empty_a_tier_role_is_held()
    {
        await using var bench = await StartAsync(_guild with { Members = 400 });
        var holders = bench.Guild.VerifiedMembers()
            .SelectMany(member => bench.Guild.RolesOf(member).Select(role => (Role: role, Member: member)))
            .GroupBy(held => held.Role, held => held.Member)
            .First(role => role.Count() is >= 25 and <= 80 && IsTier(bench, role.Key));
        foreach (var member in holders)
        {
            bench.Sandbox.World.Ethos.SetScore(member, 0);
        }

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Held, holders.Count()), (run.Phase, run.Losing));
        Assert.Contains($"from {holders.Count()} of its {holders.Count()} holders, more than 50 %", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, bench.Sandbox.Journal.WriteCount);
    }

    [Fact]
    public async Task The_holders_of_a_tier_role_are_counted_once_however_often_planning_is_interrupted()
    {
        await using var bench = await StartAsync(_guild with { Members = 2_300 });
        var id = await bench.StartAsync(RunKind.DryRun);
        using var interruption = new CancellationTokenSource();
        bench.Sandbox.Faults.Add(new FaultRule("GET /guilds/*/members", Fault.Hang()) { After = 1, Times = 1 });
        var working = bench.WorkAsync(interruption.Token);
        while ((await bench.GetAsync(id)).Total == 0)
        {
            await Task.Yield();
        }

        await interruption.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);
        var run = await bench.FireAsync(id);

        var tiers = bench.Guild.VerifiedMembers().SelectMany(bench.Guild.RolesOf).Where(role => IsTier(bench, role))
            .CountBy(role => new RoleId(role)).OrderBy(role => role.Key);
        Assert.Equal((RunPhase.Completed, 2_300), (run.Phase, run.Total));
        Assert.Equal(tiers, (await bench.Memory.HoldersAsync(id, Ct)).OrderBy(role => role.Key));
    }

    [Fact]
    public async Task Small_runs_do_not_add_up_to_what_one_may_not_do_within_a_day()
    {
        await using var bench = await StartAsync(_guild);
        bench.Spoil(20);
        Assert.Equal((RunPhase.Completed, 20), await bench.RunAsync() is var first ? (first.Phase, first.Applied) : default);
        bench.Spoil(6, after: 20);

        var second = await bench.RunAsync();

        Assert.Equal(RunPhase.Held, second.Phase);
        Assert.Contains("from 6 of 80 members, after 20 in the last 24 hours", second.Error, StringComparison.Ordinal);
        bench.Clock.Shift(TimeSpan.FromHours(25));
        Assert.Equal(1, await bench.ExpireAsync());
        Assert.Equal(RunPhase.Completed, (await bench.RunAsync()).Phase);
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task Who_loses_a_role_twice_in_a_day_is_one_person()
    {
        await using var bench = await StartAsync(_guild);
        bench.Spoil(20);
        await bench.RunAsync();
        bench.Spoil(20);

        Assert.Equal(RunPhase.Completed, (await bench.RunAsync()).Phase);
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task A_run_that_nobody_decides_about_is_rejected_after_a_day()
    {
        await using var bench = await StartAsync(_guild);
        bench.Spoil(26);
        var held = await bench.RunAsync();
        bench.Clock.Shift(TimeSpan.FromHours(23));
        Assert.Equal(0, await bench.ExpireAsync());
        bench.Clock.Shift(TimeSpan.FromHours(1));

        Assert.Equal(1, await bench.ExpireAsync());

        var run = await bench.GetAsync(held.Id);
        Assert.Equal((RunPhase.Stopped, "expired after 24 h"), (run.Phase, run.DecidedBy));
        Assert.False(await bench.Store.DecideAsync(held.Id, true, "Ada", Ct));
        Assert.Equal(RunPhase.Held, (await bench.RunAsync()).Phase);
        Assert.Equal(0, bench.Sandbox.Journal.WriteCount);
    }

    [Fact]
    public async Task An_approval_covers_what_was_held_and_nothing_that_came_later()
    {
        await using var bench = await StartAsync(_guild);
        var members = bench.Spoil(30);
        var held = await bench.RunAsync();
        var extra = bench.Role("ETHOS_ROLE_RENOWNED_HUMAN_VALIDATOR");
        var victim = members.First(member => !bench.Guild.RolesOf(member).Contains(extra));
        bench.Guild.Grant(victim, extra);
        Assert.True(await bench.Store.DecideAsync(held.Id, true, "Ada", Ct));
        bench.Clock.Shift(_tooOld);

        var run = await bench.FireAsync(held.Id);

        Assert.Equal((RunPhase.Completed, 30), (run.Phase, run.Applied));
        Assert.Equal([victim], bench.Guild.WrongMembers());
        Assert.Contains(extra, bench.Guild.RolesOf(victim));
        var beyond = Assert.Single(
            await bench.Journal.ChangesAsync(run.Id, 0, 100, Outcome.Stale, new MemberId(victim), Ct), change => change.Note == Recheck.BeyondNote);
        Assert.Equal((new RoleId(extra), ChangeKind.Revoke), (beyond.Change.Role, beyond.Change.Kind));
    }

    [Fact]
    public async Task A_recheck_takes_no_more_than_the_plan_whoever_let_it_pass()
    {
        await using var bench = await StartAsync(_guild with { WrongShare = 0.5, Wrong = WrongKinds.SingleRole }, ("SYNC_MAX_REMOVALS", "99%"));
        var id = await bench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule("PUT /guilds/*/members/*/roles/*", Fault.Status(500)) { Times = 50 });
        bench.Sandbox.Faults.Add(new FaultRule("DELETE /guilds/*/members/*/roles/*", Fault.Status(500)) { Times = 50 });
        Assert.NotNull(await bench.WorkAsync());
        bench.Sandbox.Faults.Clear();
        bench.Clock.Shift(_tooOld);
        foreach (var member in bench.Guild.VerifiedMembers())
        {
            bench.Sandbox.World.Ethos.Change(member, user => user with { Score = 0, ValidatorNftCount = 0, Human = HumanVerification.None });
        }

        var planned = (await bench.Journal.ChangesAsync(id, 0, 1000, null, null, Ct))
            .Where(change => change.Change.Kind is ChangeKind.Revoke).Select(change => (change.Change.Member, change.Change.Role)).ToHashSet();
        await bench.FireAsync(id);

        var taken = (await bench.Journal.ChangesAsync(id, 0, 1000, Outcome.Applied, null, Ct)).Where(change => change.Change.Kind is ChangeKind.Revoke);
        Assert.All(taken, change => Assert.Contains((change.Change.Member, change.Change.Role), planned));
    }

    [Fact]
    public async Task Exempt_members_are_left_alone_even_when_they_become_so_after_the_plan()
    {
        ulong exempt = 0;
        await using var bench = await StartAsync(_guild, guild => [("SYNC_EXEMPT_ROLE_ID", $"{exempt = guild.AddRole("Exempt").Id}")]);
        var members = bench.Spoil(30);
        bench.Guild.Grant(members[0], exempt);
        var held = await bench.RunAsync();
        Assert.Equal((79, 29), (held.Total, held.Losing));
        bench.Guild.Grant(members[1], exempt);
        Assert.True(await bench.Store.DecideAsync(held.Id, true, "Ada", Ct));
        bench.Clock.Shift(_tooOld);

        await bench.FireAsync(held.Id);

        Assert.Equal([members[0], members[1]], bench.Guild.WrongMembers());
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 0)]
    public async Task An_empty_list_of_roles_counts_when_it_comes_twice(int times, int applied)
    {
        await using var bench = await StartAsync(_guild);
        var members = bench.Spoil(30).ToHashSet();
        var held = await bench.RunAsync();
        Assert.True(await bench.Store.DecideAsync(held.Id, true, "Ada", Ct));
        bench.Clock.Shift(_tooOld);
        var reads = members.ToDictionary(member => member, _ => 0);
        bench.Sandbox.Faults.Add("GET /guilds/*/members/*", Fault.Rewrite(json =>
        {
            if (reads.TryGetValue(ulong.Parse((string)json!["user"]!["id"]!, null), out var seen))
            {
                reads[ulong.Parse((string)json["user"]!["id"]!, null)] = seen + 1;
                json["roles"] = seen < times ? new JsonArray() : json["roles"]!.DeepClone();
            }

            return json;
        }));

        var run = await bench.FireAsync(held.Id);

        Assert.Equal((RunPhase.Completed, applied), (run.Phase, run.Applied));
        Assert.Equal(30 - applied, bench.Guild.WrongMembers().Count);
    }

    private static bool IsTier(DatedRuns bench, ulong role) =>
        bench.Sandbox.Environment().Any(variable => variable.Value == $"{role}" && variable.Key.StartsWith("ETHOS_ROLE_", StringComparison.Ordinal)
            && variable.Key is not ("ETHOS_ROLE_VALIDATOR" or "ETHOS_ROLE_HUMAN_VERIFIED" or "ETHOS_ROLE_HUMAN_VALIDATOR"));
}

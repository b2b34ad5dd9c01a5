using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Members;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.HandEdits;

/// <summary>What becomes of roles that somebody edited by hand.</summary>
public sealed class HandEditTests
{
    private const string Profile = "ETHOS_VERIFIED_PROFILE_ROLE_ID";
    private const string Badge = "ETHOS_ROLE_HUMAN_VALIDATOR";

    private static readonly GuildOptions _guild = new() { Members = 60, TwinShare = 0, AbsentShare = 0, NoInteractionShare = 0 };
    private static readonly (string, string) _report = ("SYNC_DRIFT", "report");

    [Fact]
    public async Task Hand_edits_are_put_right_unless_they_are_to_be_reported()
    {
        await using var bench = await StartAsync(_guild);
        await bench.RunAsync();
        Edit(bench);

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 2, 0), (run.Phase, run.Applied, run.Skipped));
        Assert.Empty(bench.Guild.WrongMembers());
        Assert.Empty(await bench.Memory.LastSeenRolesBetweenAsync(bench.GuildId, null, new MemberId(ulong.MaxValue >> 1), Ct));
    }

    [Fact]
    public async Task Reported_hand_edits_are_listed_in_every_run_and_left_alone_until_a_person_mends_them()
    {
        await using var bench = await StartAsync(_guild, _report);
        await bench.RunAsync();
        var (robbed, gifted) = Edit(bench);

        for (var i = 0; i < 2; i++)
        {
            var run = await bench.RunAsync();

            Assert.Equal((RunPhase.Completed, 0, 2, 0), (run.Phase, run.Applied, run.Skipped, run.Losing));
            Assert.Contains("Roles of 2 members were edited by hand", run.Error, StringComparison.Ordinal);
            var listed = await ConflictsAsync(bench, run.Id);
            Assert.Equal(
                [(robbed, bench.Role(Profile), ChangeKind.Grant), (gifted, bench.Role(Badge), ChangeKind.Revoke)],
                listed.Select(item => (item.Change.Member.Value, item.Change.Role.Value, item.Change.Kind)));
            Assert.All(listed, item => Assert.Contains("after run 1", item.Note, StringComparison.Ordinal));
        }

        Assert.Equal(0, bench.Sandbox.Journal.WriteCount);
        bench.Guild.Grant(robbed, bench.Role(Profile));
        bench.Guild.Revoke(gifted, bench.Role(Badge));
        Assert.Null((await bench.RunAsync()).Error);
    }

    [Fact]
    public async Task What_a_run_gave_and_somebody_took_again_is_an_edit_though_no_run_has_ever_found_it_right()
    {
        await using var bench = await StartAsync(_guild, _report);
        var member = bench.Guild.VerifiedMembers()[3];
        bench.Guild.Revoke(member, bench.Role(Profile));
        Assert.Equal(1, (await bench.RunAsync()).Applied);
        bench.Guild.Revoke(member, bench.Role(Profile));

        var run = await bench.RunAsync();

        Assert.Equal((0, 1), (run.Applied, run.Skipped));
        Assert.Equal([member], bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task What_was_taken_back_by_an_undo_and_given_again_by_hand_is_right_and_moves_on_with_the_score()
    {
        await using var bench = await StartAsync(_guild, _report);
        var member = bench.Guild.VerifiedMembers()[3];
        bench.Sandbox.World.Ethos.Change(member, user => user with { Score = 1_450, ValidatorNftCount = 0, Human = HumanVerification.None });
        var first = await bench.RunAsync();
        await bench.RunAsync();
        await bench.FireAsync(await bench.StartAsync(RunKind.Undo, first.Id));
        Assert.Equal([member], bench.Guild.WrongMembers());
        bench.Guild.SetRoles(member, bench.Guild.ExpectedRoles(member)!);
        Assert.Null((await bench.RunAsync()).Error);
        bench.Sandbox.World.Ethos.SetScore(member, 1_850);

        await bench.RunAsync();

        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task A_score_that_moves_is_followed_and_an_edited_badge_beside_it_stays_as_it_is()
    {
        await using var bench = await StartAsync(_guild, _report);
        await bench.RunAsync();
        var (robbed, gifted) = Edit(bench);
        foreach (var score in (int[])[1_450, 2_050])
        {
            bench.Sandbox.World.Ethos.SetScore(robbed, score);
            bench.Sandbox.World.Ethos.SetScore(gifted, score);

            await bench.RunAsync();

            Assert.Equal(bench.Guild.ExpectedRoles(robbed)!.Where(role => role != bench.Role(Profile)).Order(), Managed(bench, robbed));
            Assert.Equal(bench.Guild.ExpectedRoles(gifted)!.Append(bench.Role(Badge)).Order(), Managed(bench, gifted));
        }
    }

    [Fact]
    public async Task A_tier_that_was_edited_is_left_as_a_whole()
    {
        await using var bench = await StartAsync(_guild, _report);
        var member = bench.Guild.VerifiedMembers()[3];
        bench.Sandbox.World.Ethos.Change(member, user => user with { Score = 1_450, ValidatorNftCount = 0, Human = HumanVerification.None });
        await bench.RunAsync();
        Assert.Empty(bench.Guild.WrongMembers());
        bench.Guild.Revoke(member, bench.Role("ETHOS_ROLE_KNOWN"));
        bench.Guild.Grant(member, bench.Role("ETHOS_ROLE_RENOWNED"));
        var edited = Managed(bench, member);
        bench.Sandbox.World.Ethos.SetScore(member, 1_850);

        Assert.Equal(0, (await bench.RunAsync()).Applied);

        Assert.Equal(edited, Managed(bench, member));
    }

    [Fact]
    public async Task Who_was_out_of_scope_in_between_is_new()
    {
        await using var bench = await StartAsync(_guild, _report);
        await bench.RunAsync();
        var member = bench.Guild.VerifiedMembers()[3];
        bench.Guild.SetRoles(member, []);
        await bench.RunAsync();
        bench.Guild.SetRoles(member, bench.Guild.VerifiedRoleId);

        await bench.RunAsync();

        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task A_dry_run_lists_hand_edits_and_leaves_nothing_behind()
    {
        await using var bench = await StartAsync(_guild, _report);
        await bench.RunAsync(RunKind.DryRun);
        Edit(bench);
        Assert.Equal((0, 2), await bench.RunAsync(RunKind.DryRun) is var unaware ? (unaware.Skipped, unaware.Planned) : default);
        Assert.Equal(2, (await bench.RunAsync()).Applied);
        Edit(bench);

        var dry = await bench.RunAsync(RunKind.DryRun);

        Assert.Equal((2, 0), (dry.Skipped, dry.Planned));
    }

    [Fact]
    public async Task An_edit_between_an_old_plan_and_its_write_is_left_alone()
    {
        await using var bench = await StartAsync(_guild with { Members = 80 }, _report);
        var members = bench.Spoil(30);
        var held = await bench.RunAsync();
        Assert.Equal(RunPhase.Held, held.Phase);
        bench.Guild.Revoke(members[0], bench.Role(Profile));
        Assert.True(await bench.Store.DecideAsync(held.Id, true, "Ada", Ct));
        bench.Clock.Shift(TimeSpan.FromMinutes(20));

        var run = await bench.FireAsync(held.Id);

        Assert.Equal(30, run.Applied);
        Assert.Equal([members[0]], bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task Somebody_who_asks_why_is_told_of_the_edit()
    {
        await using var bench = await StartAsync(_guild, _report);
        await bench.RunAsync();
        var (robbed, _) = Edit(bench);
        var policy = bench.Get<RoleSync.Policies.GuildPolicies>().Find(bench.GuildId)!;

        var account = Assert.IsType<ExplainAnswer.Explained>(await bench.Get<MemberExplainer>().ExplainAsync(bench.GuildId, new MemberId(robbed), policy, Ct)).Explanation;

        Assert.Contains("by hand after run 1", Assert.Single(account.Explanation.InTheWay), StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(account.Explanation.Changes).Obstacle);
    }

    /// <summary>Takes the profile role from one member, and gives another one a badge.</summary>
    private static (ulong Robbed, ulong Gifted) Edit(DatedRuns bench)
    {
        var members = bench.Guild.VerifiedMembers();
        var gifted = members.Skip(4).First(member => !bench.Guild.RolesOf(member).Contains(bench.Role(Badge)));
        bench.Guild.Revoke(members[3], bench.Role(Profile));
        bench.Guild.Grant(gifted, bench.Role(Badge));
        Assert.Equal([members[3], gifted], bench.Guild.WrongMembers());
        return (members[3], gifted);
    }

    private static Task<IReadOnlyList<StoredChange>> ConflictsAsync(DatedRuns bench, RunId run) =>
        bench.Journal.ChangesAsync(run, 0, 100, Outcome.Conflict, null, Ct);

    private static IEnumerable<ulong> Managed(DatedRuns bench, ulong member)
    {
        var managed = bench.Guild.PolicyVariables().Select(role => role.Value).ToHashSet();
        return bench.Guild.RolesOf(member).Where(role => managed.Contains($"{role}")).Order();
    }
}

using System.Text.Json.Nodes;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Members;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Members;

public sealed class VerifierTests
{
    private const string LookUp = "POST /users/by/discord";

    private static CancellationToken Ct => SandboxRuns.Ct;

    [Fact]
    public async Task A_newcomer_gets_status_badges_and_tier_for_one_call_to_Ethos_and_no_write_too_many()
    {
        await using var bench = await VerifierBench.StartAsync();
        bench.Server.Journal.Clear();

        var looked = await bench.LookAsync(bench.Newcomer);

        ulong[] expected = [bench.Role("ETHOS_VERIFIED_ROLE_ID"), bench.Role("ETHOS_VERIFIED_PROFILE_ROLE_ID"), bench.Role("ETHOS_ROLE_HUMAN_VERIFIED"), bench.Role("ETHOS_ROLE_ESTABLISHED_HUMAN")];
        Assert.Equal(expected, looked.Changes.Select(change => change.Change.Role.Value));
        Assert.Equal(expected.Append(bench.Stranger).Order(), bench.Guild.RolesOf(bench.Newcomer).Order());
        Assert.All(looked.Changes, change => Assert.Equal(Outcome.Applied, change.Outcome));
        var journal = bench.Server.Journal;
        Assert.Equal((1, 1, 4), (bench.EthosCalls, journal.LookedUpIds, journal.WriteCount));
        Assert.Equal(1, journal.Requests.Count(request => request.Path.EndsWith($"/members/{bench.Newcomer}", StringComparison.Ordinal)));
        Assert.Empty(journal.Violations);
    }

    [Fact]
    public async Task What_it_wrote_is_in_the_journal_and_the_audit_log_and_can_be_taken_back()
    {
        await using var bench = await VerifierBench.StartAsync();

        var looked = await bench.LookAsync(bench.Newcomer);

        var run = await bench.Runs.FindAsync(looked.Changes[0].Run);
        Assert.Equal((RunKind.Member, RunTrigger.Discord, RunPhase.Completed, 4, 1), (run.Kind, run.Trigger, run.Phase, run.Applied, run.NextIndex));
        Assert.Equal("Discord: Ada (1)", run.DecidedBy);
        Assert.All(bench.Server.Journal.Writes, write => Assert.StartsWith($"rolesync run {run.Id}: score 1640, ", write.Reason, StringComparison.Ordinal));
        Assert.Equal(4, (await bench.Runs.Journal.HistoryAsync(bench.GuildId, new MemberId(bench.Newcomer), 10, Ct)).Count);

        var undo = Assert.IsType<RoleSync.Core.Records.RunStart.Started>(await bench.Runs.Store.StartAsync(
            new RoleSync.Core.Records.RunRequest(bench.GuildId, RunKind.Undo, RunTrigger.Cli, 0, 50, ContinuesByItself: true, run.Id), Ct)).Run;
        while (await bench.Runs.FireAsync() is { } delay)
        {
            await Task.Delay(delay, TimeProvider.System, Ct);
        }

        Assert.Equal(RunPhase.Completed, (await bench.Runs.FindAsync(undo.Id)).Phase);
        Assert.Equal([bench.Stranger], bench.Guild.RolesOf(bench.Newcomer));
    }

    [Fact]
    public async Task Whoever_is_right_already_is_not_written_to_and_leaves_no_run_behind()
    {
        await using var bench = await VerifierBench.StartAsync();
        var right = bench.Guild.VerifiedMembers()[^1];

        var looked = await bench.LookAsync(right);

        Assert.Empty(looked.Changes);
        Assert.Equal((1, 0), (bench.EthosCalls, bench.Server.Journal.WriteCount));
        Assert.Empty(await bench.Runs.Store.ListAsync(null, null, 10, Ct));
    }

    [Fact]
    public async Task A_score_that_fell_takes_the_old_tier_before_it_gives_the_new_one()
    {
        await using var bench = await VerifierBench.StartAsync();
        var other = bench.Guild.VerifiedMembers().First(id => id != bench.Newcomer && bench.Server.World.Ethos.Find(id) is { Score: >= 1200 });
        bench.Server.World.Ethos.SetScore(other, 900);

        var looked = await bench.LookAsync(other);

        Assert.Equal([ChangeKind.Revoke, ChangeKind.Grant], looked.Changes.Select(change => change.Change.Kind));
        Assert.Equal(bench.Guild.ExpectedRoles(other)!.Order(), bench.Guild.RolesOf(other).Where(role => bench.Policy.Managed.Contains(new RoleId(role))).Order());
    }

    [Fact]
    public async Task Who_is_linked_to_nobody_is_told_so_and_keeps_every_role()
    {
        await using var bench = await VerifierBench.StartAsync();
        var known = bench.Guild.VerifiedMembers()[^1];
        bench.Server.World.Ethos.Forget(known);
        bench.Server.World.Ethos.Forget(bench.Newcomer);
        var before = bench.Guild.Snapshot().Hash;

        Assert.IsType<VerifyAnswer.NotLinked>(await bench.VerifyAsync(known));
        Assert.IsType<VerifyAnswer.NotLinked>(await bench.VerifyAsync(bench.Newcomer));

        Assert.Equal((before, 0), (bench.Guild.Snapshot().Hash, bench.Server.Journal.WriteCount));
    }

    [Fact]
    public async Task A_newcomer_whom_Ethos_knows_without_a_profile_or_an_interaction_gets_nothing()
    {
        await using var bench = await VerifierBench.StartAsync();
        bench.Server.World.Ethos.Put(new EthosUser(77, [bench.Newcomer], 1200) { Status = EthosStatus.Inactive, VouchesReceived = 0 });

        var looked = await bench.LookAsync(bench.Newcomer);

        Assert.False(looked.Standing.HasInteractions);
        Assert.Empty(looked.Changes);
        Assert.Equal([bench.Stranger], bench.Guild.RolesOf(bench.Newcomer));
    }

    public static TheoryData<string> Outages() => ["500", "html", "abort", "types", "empty object", "truncated", "429"];

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task While_Ethos_gives_no_usable_answer_nothing_changes(string kind)
    {
        await using var bench = await VerifierBench.StartAsync(wrong: 0.5);
        bench.Server.Faults.Add(LookUp, kind switch
        {
            "500" => Fault.Status(500, """{"message":"Sorry"}"""),
            "html" => Fault.Status(200, "<html>Sorry</html>", "text/html"),
            "abort" => Fault.Abort(),
            "types" => Fault.WrongTypes(),
            "empty object" => Fault.Body("{}"),
            "truncated" => Fault.Truncate(),
            _ => Fault.Status(429, "{}", headers: new Dictionary<string, string> { ["Retry-After"] = "600" }),
        });
        var before = bench.Guild.Snapshot().Hash;

        foreach (var member in (ulong[])[bench.Newcomer, bench.Guild.WrongMembers()[0]])
        {
            Assert.IsType<VerifyAnswer.EthosSilent>(await bench.VerifyAsync(member));
        }

        Assert.Equal((before, 0), (bench.Guild.Snapshot().Hash, bench.Server.Journal.WriteCount));
    }

    [Theory]
    [InlineData("score")]
    [InlineData("status")]
    [InlineData("validatorNftCount")]
    [InlineData("userkeys")]
    public async Task A_field_that_decides_and_is_null_takes_no_role(string field)
    {
        await using var bench = await VerifierBench.StartAsync(wrong: 0.5);
        bench.Server.Faults.Add(LookUp, Fault.Rewrite(users => Without(users, field)));
        var before = bench.Guild.Snapshot().Hash;

        Assert.IsType<VerifyAnswer.EthosSilent>(await bench.VerifyAsync(bench.Guild.WrongMembers()[0]));

        Assert.Equal(before, bench.Guild.Snapshot().Hash);
    }

    [Fact]
    public async Task A_user_who_was_merged_into_another_one_keeps_every_role()
    {
        await using var bench = await VerifierBench.StartAsync(wrong: 0.5);
        var member = bench.Guild.WrongMembers()[0];
        bench.Server.World.Ethos.Change(member, user => user with { Status = EthosStatus.Merged });
        var before = bench.Guild.Snapshot().Hash;

        var silent = Assert.IsType<VerifyAnswer.EthosSilent>(await bench.VerifyAsync(member));

        Assert.Contains("merged", silent.Why, StringComparison.Ordinal);
        Assert.Equal(before, bench.Guild.Snapshot().Hash);
    }

    [Fact]
    public async Task Where_the_verified_role_is_above_the_bot_nothing_is_given_and_the_reason_is_told()
    {
        await using var bench = await VerifierBench.StartAsync();
        bench.Guild.MoveRole(bench.Guild.VerifiedRoleId, 240);

        var looked = await bench.LookAsync(bench.Newcomer);

        var change = Assert.Single(looked.Changes);
        Assert.Equal((Outcome.Refused, bench.Guild.VerifiedRoleId), (change.Outcome, change.Change.Role.Value));
        Assert.Contains("not below the bot's highest role", change.Note, StringComparison.Ordinal);
        Assert.Equal(0, bench.Server.Journal.WriteCount);
    }

    [Fact]
    public async Task Where_the_new_tier_is_above_the_bot_the_rest_is_given_and_the_old_tier_stays()
    {
        await using var bench = await VerifierBench.StartAsync();
        bench.Guild.SetRoles(bench.Newcomer, bench.Role("ETHOS_ROLE_KNOWN"));
        bench.Guild.MoveRole(bench.Role("ETHOS_ROLE_ESTABLISHED_HUMAN"), 240);

        var looked = await bench.LookAsync(bench.Newcomer);

        Assert.Equal([Outcome.Applied, Outcome.Applied, Outcome.Applied, Outcome.Refused], looked.Changes.Select(change => change.Outcome));
        Assert.Contains(bench.Role("ETHOS_ROLE_KNOWN"), bench.Guild.RolesOf(bench.Newcomer));
    }

    [Fact]
    public async Task A_verified_role_that_Discord_refuses_in_the_end_keeps_the_others_from_being_given()
    {
        await using var bench = await VerifierBench.StartAsync();
        bench.Server.Faults.Add($"PUT /guilds/*/members/*/roles/{bench.Guild.VerifiedRoleId}", Fault.Status(403, """{"message":"No","code":50013}"""));

        var looked = await bench.LookAsync(bench.Newcomer);

        Assert.All(looked.Changes, change => Assert.Equal(Outcome.Refused, change.Outcome));
        Assert.Equal([bench.Stranger], bench.Guild.RolesOf(bench.Newcomer));
    }

    [Fact]
    public async Task What_Discord_does_not_answer_is_told_and_the_next_run_puts_it_right()
    {
        await using var bench = await VerifierBench.StartAsync();
        var rule = bench.Server.Faults.Add($"PUT /guilds/*/members/*/roles/{bench.Role("ETHOS_ROLE_ESTABLISHED_HUMAN")}", Fault.BadGatewayPage());

        var looked = await bench.LookAsync(bench.Newcomer);

        Assert.NotNull(looked.Why);
        Assert.Equal([Outcome.Applied, Outcome.Applied, Outcome.Applied, Outcome.Failed], looked.Changes.Select(change => change.Outcome));
        Assert.Equal(RunPhase.Failed, (await bench.Runs.FindAsync(looked.Changes[0].Run)).Phase);
        rule.IsOn = false;
        await bench.Runs.CompleteAsync();
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task Bots_exempt_members_and_people_from_elsewhere_are_left_alone()
    {
        await using var bench = await VerifierBench.StartAsync();
        var bot = bench.Guild.MemberIds().First(bench.Guild.IsBot);
        bench.Server.World.Ethos.Put(new EthosUser(78, [bot, 42], 2000) { ProfileId = 156 });

        Assert.Equal(VerifyAnswer.Reason.IsBot, Assert.IsType<VerifyAnswer.LeftAlone>(await bench.VerifyAsync(bot)).Because);
        Assert.Equal(VerifyAnswer.Reason.IsNoMember, Assert.IsType<VerifyAnswer.LeftAlone>(await bench.VerifyAsync(42)).Because);
        var exempting = new PolicyDraft(TierLadder.Default) { Exempt = new RoleId(bench.Stranger) }
            .Add("VERIFIED_ROLE_ID", bench.Policy.Verified).Build().Value!;
        var exempt = await bench.Runs.Get<Verifier>().VerifyAsync(bench.GuildId, new MemberId(bench.Newcomer), exempting, new Requester(RunTrigger.Discord, "Ada"), Ct);
        Assert.Equal(VerifyAnswer.Reason.IsExempt, Assert.IsType<VerifyAnswer.LeftAlone>(exempt).Because);
        Assert.Equal(0, bench.Server.Journal.WriteCount);
    }

    [Fact]
    public async Task A_server_that_the_bot_may_not_write_to_is_for_a_moderator_to_mend()
    {
        await using var bench = await VerifierBench.StartAsync();
        bench.Guild.BotMayManageRoles = false;

        var answer = Assert.IsType<VerifyAnswer.NotNow>(await bench.VerifyAsync(bench.Newcomer));

        Assert.True(answer.NeedsModerator);
        Assert.Contains("may not manage roles", answer.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunTrigger.Http)]
    [InlineData(RunTrigger.Cli)]
    public async Task Who_operates_the_service_does_not_wait_between_two_verifications_and_takes_no_turn_of_the_members(RunTrigger trigger)
    {
        await using var bench = await VerifierBench.StartAsync();

        var changed = Assert.IsType<VerifyAnswer.Looked>(await bench.VerifyAsync(bench.Newcomer, trigger));
        Assert.Empty(Assert.IsType<VerifyAnswer.Looked>(await bench.VerifyAsync(bench.Newcomer, trigger)).Changes);

        Assert.Equal(trigger, (await bench.Runs.FindAsync(changed.Changes[0].Run)).Trigger);
        await bench.LookAsync(bench.Newcomer);
        Assert.IsType<VerifyAnswer.TooSoon>(await bench.VerifyAsync(bench.Newcomer));
    }

    [Fact]
    public async Task A_member_who_was_verified_a_moment_ago_costs_no_call()
    {
        await using var bench = await VerifierBench.StartAsync();
        await bench.LookAsync(bench.Newcomer);
        bench.Server.Journal.Clear();

        var soon = Assert.IsType<VerifyAnswer.TooSoon>(await bench.VerifyAsync(bench.Newcomer));

        Assert.InRange(soon.Left, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.Empty(bench.Server.Journal.Counts);
    }

    private static JsonNode? Without(JsonNode? users, string field)
    {
        foreach (var user in users!.AsArray())
        {
            user![field] = null;
        }

        return users;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Applying;

/// <summary>A change is written only while it still holds, whenever the plan was made and whoever agreed to it.</summary>
public sealed class ScopeCheckTests
{
    private const string Profile = "ETHOS_VERIFIED_PROFILE_ROLE_ID";
    private const string List = "/guilds/{guild}/members";
    private const string One = "/guilds/{guild}/members/{user}";

    private static readonly GuildOptions _guild = new() { Members = 90, TwinShare = 0, AbsentShare = 0, NoInteractionShare = 0, Bots = 1 };

    [Theory]
    [InlineData("applied")]
    [InlineData("approved")]
    [InlineData("continued")]
    [InlineData("stopped and continued")]
    [InlineData("restarted")]
    public async Task Invariant_11_whoever_is_out_of_scope_at_the_time_of_the_write_gets_nothing_whoever_agreed_to_the_plan(string how)
    {
        ulong exempt = 0;
        await using var bench = await StartAsync(_guild, guild => [("SYNC_EXEMPT_ROLE_ID", $"{exempt = guild.AddRole("Exempt").Id}"), ("RoleSync:Discord:RetryDelay", "00:00:00.001")]);
        var guild = bench.Guild;
        var robbed = Rob(bench, 8);
        var planned = await PlannedAsync(bench, how);
        guild.Revoke(robbed[4], guild.VerifiedRoleId);
        guild.Grant(robbed[5], exempt);
        guild.RemoveMember(robbed[6]);
        guild.RemoveMember(robbed[7]);
        guild.AddMember(robbed[7]);
        if (how == "restarted")
        {
            await bench.RestartAsync();
        }

        var run = await bench.FireAsync(planned);

        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.All(robbed.Take(4), member => Assert.Contains(bench.Role(Profile), guild.RolesOf(member)));
        Assert.All(robbed.Skip(4).Where(guild.HasMember), member => Assert.DoesNotContain(bench.Role(Profile), guild.RolesOf(member)));
        Assert.DoesNotContain(bench.Sandbox.Journal.Writes, write => robbed.Skip(4).Contains(write.Member));
        var dropped = (await bench.Journal.ChangesAsync(run.Id, 0, 1_000, null, null, Ct)).Where(item => robbed.Skip(4).Contains(item.Change.Member.Value)).ToList();

        // What was approved is looked at again as a whole, and whoever has left is not as planned.
        var gone = how is "approved" ? Outcome.Stale : Outcome.Gone;
        Assert.Equal([Outcome.Stale, Outcome.Stale, gone, Outcome.Stale], dropped.OrderBy(item => Array.IndexOf(robbed, item.Change.Member.Value)).Select(item => item.Outcome));
        Assert.All(dropped, item => Assert.False(string.IsNullOrEmpty(item.Note)));
        Assert.Equal((4, run.Planned - 4), (run.Skipped, run.Applied));
    }

    [Theory]
    [InlineData("applied")]
    [InlineData("approved")]
    [InlineData("continued")]
    [InlineData("stopped and continued")]
    public async Task Invariant_2_a_role_that_no_setting_names_any_more_is_not_written_whoever_agreed_to_the_plan(string how)
    {
        await using var bench = await StartAsync(_guild);
        var (old, right) = (bench.Role(Profile), bench.Guild.AddRole("The right one").Id);
        var robbed = Rob(bench, 6);
        var planned = await PlannedAsync(bench, how);
        await bench.RestartAsync((Profile, Text(right)));
        var before = bench.Sandbox.Journal.WriteCount;

        var run = await bench.FireAsync(planned);

        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.DoesNotContain(bench.Sandbox.Journal.Writes.Skip(before), write => write.Role == old);
        Assert.All(robbed.Skip(1), member => Assert.DoesNotContain(old, bench.Guild.RolesOf(member)));

        // The plan of a dry run means that very plan; any other one is brought up to date.
        Assert.All(robbed.Skip(1), member => Assert.Equal(how != "applied", bench.Guild.RolesOf(member).Contains(right)));
    }

    [Fact]
    public async Task Invariant_2_an_undo_that_was_planned_before_leaves_a_role_alone_that_no_setting_names_any_more()
    {
        await using var bench = await StartAsync(_guild);
        var old = bench.Role(Profile);
        var robbed = Rob(bench, 30);
        var synced = await bench.RunAsync();
        var undo = await bench.FireAsync(await bench.StartAsync(RunKind.Undo, synced.Id));
        Assert.Equal(RunPhase.Held, undo.Phase);
        var before = bench.Sandbox.Journal.WriteCount;
        await bench.RestartAsync((Profile, null));
        Assert.True(await bench.Store.DecideAsync(undo.Id, true, "Ada", Ct));

        var run = await bench.FireAsync(undo.Id);

        Assert.Equal((RunPhase.Completed, 30, before), (run.Phase, run.Skipped, bench.Sandbox.Journal.WriteCount));
        Assert.All(robbed, member => Assert.Contains(old, bench.Guild.RolesOf(member)));
        Assert.All(await bench.Journal.ChangesAsync(run.Id, 0, 1_000, null, null, Ct), item => Assert.Contains("no longer names the role", item.Note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Invariant_2_a_tier_that_was_taken_is_not_given_back_once_no_setting_names_its_role_and_the_journal_says_so()
    {
        await using var bench = await StartAsync(_guild, ("RoleSync:Discord:RetryDelay", "00:00:00.001"));
        var (guild, faults) = (bench.Guild, bench.Sandbox.Faults);
        var (old, known) = (bench.Role("ETHOS_ROLE_RENOWNED"), bench.Role("ETHOS_ROLE_KNOWN"));
        var member = guild.VerifiedMembers()[3];
        bench.Sandbox.World.Ethos.Change(member, user => user with { Score = 1_450, ValidatorNftCount = 0, Human = HumanVerification.None });
        guild.SetRoles(member, [.. guild.ExpectedRoles(member)!.Where(role => role != known), old]);
        var outage = faults.Add($"PUT /guilds/*/members/{member}/roles/{known}", Fault.Status(503));
        var begun = await bench.StartAsync();
        await bench.WorkAsync();
        Assert.Equal(RunPhase.Applying, (await bench.GetAsync(begun)).Phase);
        Assert.DoesNotContain(old, guild.RolesOf(member));
        outage.IsOn = false;
        faults.Add($"PUT /guilds/*/members/{member}/roles/{known}", Fault.Status(403, """{"message":"Missing Permissions","code":50013}"""));
        await bench.RestartAsync(("ETHOS_ROLE_RENOWNED", null));

        var run = await bench.FireAsync(begun);

        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.DoesNotContain(old, guild.RolesOf(member));
        Assert.Contains("no longer names the role", Assert.Single(await bench.Journal.ChangesAsync(run.Id, 0, 100, Outcome.Refused, null, Ct)).Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invariant_11_an_undo_gives_nothing_to_whom_no_run_looks_after_but_takes()
    {
        await using var bench = await StartAsync(_guild);
        var guild = bench.Guild;
        var badge = bench.Role("ETHOS_ROLE_HUMAN_VALIDATOR");
        var members = bench.Spoil(3);
        guild.Revoke(members[2], bench.Role(Profile));
        var synced = await bench.RunAsync();
        Assert.Equal(4, synced.Applied);
        guild.Revoke(members[0], guild.VerifiedRoleId);
        guild.Revoke(members[2], guild.VerifiedRoleId);

        var undo = await bench.FireAsync(await bench.StartAsync(RunKind.Undo, synced.Id));

        Assert.Equal(RunPhase.Completed, undo.Phase);
        Assert.Equal([false, true, false], members.Select(member => guild.RolesOf(member).Contains(badge)));
        Assert.DoesNotContain(bench.Role(Profile), guild.RolesOf(members[2]));
    }

    [Fact]
    public async Task Invariant_11_a_role_that_means_another_tier_since_the_plan_goes_to_nobody_for_the_old_one()
    {
        await using var bench = await StartAsync(_guild);
        var guild = bench.Guild;
        var (known, reputable) = (bench.Role("ETHOS_ROLE_KNOWN"), bench.Role("ETHOS_ROLE_REPUTABLE"));
        ulong[] members = [.. guild.VerifiedMembers().Take(3)];
        foreach (var member in members)
        {
            bench.Sandbox.World.Ethos.Change(member, user => user with { Score = 1_450, ValidatorNftCount = 0, Human = HumanVerification.None });
            guild.SetRoles(member, guild.ExpectedRoles(member)!.Where(role => role != known));
        }

        var waiting = await PlannedAsync(bench, "continued");
        await bench.RestartAsync(("ETHOS_ROLE_KNOWN", Text(reputable)), ("ETHOS_ROLE_REPUTABLE", Text(known)));

        await bench.FireAsync(waiting);

        Assert.All(members.Skip(1), member => Assert.DoesNotContain(known, guild.RolesOf(member)));
        Assert.All(members.Skip(1), member => Assert.Contains(reputable, guild.RolesOf(member)));
    }

    [Fact]
    public async Task A_plan_that_is_continued_later_costs_one_page_and_no_read_of_each_member()
    {
        await using var bench = await StartAsync(_guild);
        Rob(bench, 60);
        var planned = await PlannedAsync(bench, "continued");
        bench.Clock.Shift(TimeSpan.FromMinutes(3));
        var (pages, reads) = (bench.Sandbox.Journal.Count("GET", List), bench.Sandbox.Journal.Count("GET", One));

        var run = await bench.FireAsync(planned);

        Assert.Equal((RunPhase.Completed, run.Planned), (run.Phase, run.Applied));
        Assert.Equal((pages + 1, reads), (bench.Sandbox.Journal.Count("GET", List), bench.Sandbox.Journal.Count("GET", One)));
    }

    [Fact]
    public async Task A_chunk_that_follows_at_once_lists_nobody_again()
    {
        await using var bench = await StartAsync(_guild);
        Rob(bench, 10);
        var planned = await PlannedAsync(bench, "continued");
        var (pages, reads) = (bench.Sandbox.Journal.Count("GET", List), bench.Sandbox.Journal.Count("GET", One));

        var run = await bench.FireAsync(planned);

        Assert.Equal((RunPhase.Completed, run.Planned), (run.Phase, run.Applied));
        Assert.Equal((pages, reads + 9), (bench.Sandbox.Journal.Count("GET", List), bench.Sandbox.Journal.Count("GET", One)));
    }

    [Fact]
    public async Task What_the_firing_planned_itself_costs_no_look_at_all()
    {
        await using var bench = await StartAsync(_guild);
        Rob(bench, 30);

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, run.Planned), (run.Phase, run.Applied));
        Assert.Equal((1, 1), (bench.Sandbox.Journal.Count("GET", List), bench.Sandbox.Journal.Count("GET", One)));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("without roles")]
    public async Task A_member_whom_a_page_does_not_show_is_asked_for_alone_before_that_is_believed(string shown)
    {
        await using var bench = await StartAsync(_guild);
        var robbed = Rob(bench, 6).Select(Text).ToHashSet();
        var planned = await PlannedAsync(bench, "continued");
        bench.Clock.Shift(TimeSpan.FromMinutes(3));
        bench.Sandbox.Faults.Add("GET /guilds/*/members", Fault.Rewrite(page =>
        {
            foreach (var member in page!.AsArray().Where(member => robbed.Contains((string)member!["user"]!["id"]!)))
            {
                member!["roles"] = new JsonArray();
            }

            return shown == "missing"
                ? new JsonArray([.. page.AsArray().Where(member => !robbed.Contains((string)member!["user"]!["id"]!)).Select(member => member!.DeepClone())])
                : page;
        }));

        var run = await bench.FireAsync(planned);

        Assert.Equal((RunPhase.Completed, run.Planned, 0), (run.Phase, run.Applied, run.Skipped));
        Assert.Empty(bench.Guild.WrongMembers());
    }

    /// <summary>Plans a run, has somebody agree to it, and leaves the rest to a firing that is to come.</summary>
    private static async Task<RunId> PlannedAsync(DatedRuns bench, string how)
    {
        switch (how)
        {
            case "applied":
                return await bench.StartAsync(RunKind.Sync, (await bench.RunAsync(RunKind.DryRun)).Id);
            case "approved":
                bench.Spoil(26, after: 20);
                var held = await bench.RunAsync();
                Assert.Equal(RunPhase.Held, held.Phase);
                Assert.True(await bench.Store.DecideAsync(held.Id, true, "Ada", Ct));
                return held.Id;
            case "restarted":
                var planning = await bench.StartAsync();
                bench.Sandbox.Faults.Add(new FaultRule("* /guilds/*/members/*/roles/*", Fault.Status(503)) { Times = 100 });
                await bench.WorkAsync();
                Assert.Equal(RunPhase.Applying, (await bench.GetAsync(planning)).Phase);
                bench.Sandbox.Faults.Clear();
                return planning;
        }

        var start = new RunRequest(bench.GuildId, RunKind.Sync, RunTrigger.Http, 0, 1, ContinuesByItself: false);
        var run = Assert.IsType<RunStart.Started>(await bench.Store.StartAsync(start, Ct)).Run.Id;
        await bench.FireAsync(run);
        Assert.Equal(RunPhase.Waiting, (await bench.GetAsync(run)).Phase);
        if (how == "stopped and continued")
        {
            Assert.True(await bench.Store.RequestStopAsync(run, Ct));
        }

        Assert.True(await bench.Store.ResumeAsync(run, 100, continuesByItself: true, RunTrigger.Http, Ct));
        return run;
    }

    private static ulong[] Rob(DatedRuns bench, int members)
    {
        ulong[] robbed = [.. bench.Guild.VerifiedMembers().Where(member => bench.Guild.RolesOf(member).Contains(bench.Role(Profile))).Take(members)];
        Assert.Equal(members, robbed.Length);
        foreach (var member in robbed)
        {
            bench.Guild.Revoke(member, bench.Role(Profile));
        }

        return robbed;
    }

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);
}

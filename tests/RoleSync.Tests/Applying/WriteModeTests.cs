using System.Globalization;
using System.Text.Json.Nodes;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Applying;

public sealed class WriteModeTests
{
    private const string Patch = "PATCH /guilds/*/members/*";
    private static readonly (string, string) _fast = ("SYNC_WRITES", "fast");

    public static TheoryData<string, ulong, int> Mixes()
    {
        var mixes = new TheoryData<string, ulong, int>();
        foreach (var seed in (ulong[])[3, 5, 8])
        {
            mixes.Add("atomic", seed, 17);
            mixes.Add("fast", seed, 17);
            mixes.Add("fast", seed, 400);
        }

        return mixes;
    }

    [Theory]
    [MemberData(nameof(Mixes))]
    public async Task Whatever_is_wrong_either_mode_puts_it_right_and_touches_nothing_else(string writes, ulong seed, int chunkSize)
    {
        await using var runs = await SandboxRuns.StartAsync(World(WrongKinds.Mixed, members: 300, wrong: 0.3, seed), ("SYNC_WRITES", writes));
        var foreign = runs.ForeignRoles();
        var wrong = runs.Guild.WrongMembers();

        var run = await runs.CompleteAsync(chunkSize: chunkSize);

        var journal = runs.Server.Journal;
        Assert.Equal((RunPhase.Completed, 300), (run.Phase, run.NextIndex));
        Assert.Empty(runs.Guild.WrongMembers());
        Assert.Equal(foreign, runs.ForeignRoles());
        Assert.Equal(wrong, journal.Writes.Select(write => write.Member).Distinct().Order());
        Assert.Equal((0, 0, 0), (journal.OverlappingWrites, journal.RepeatedWrites, journal.Count(status: 429)));
        Assert.Empty(journal.Violations);
        Assert.All(await runs.ChangesAsync(run), change => Assert.Equal(Outcome.Applied, change.Outcome));
        Assert.Equal(run.Planned, run.Applied);
        Assert.Equal(writes == "fast", journal.Count("PATCH") > 0);
        Assert.All(journal.Writes, write => Assert.StartsWith($"rolesync run {run.Id}: ", write.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tier_switch_is_one_request_and_the_other_writer_does_not_idle()
    {
        await using var runs = await SandboxRuns.StartAsync(World(WrongKinds.TierSwitch, members: 120, wrong: 1), _fast);

        var run = await runs.CompleteAsync(chunkSize: 400);

        var journal = runs.Server.Journal;
        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.Empty(runs.Guild.WrongMembers());
        var (patches, singles) = (journal.Count("PATCH"), journal.Count("PUT") + journal.Count("DELETE"));
        Assert.Equal(120, patches + (singles / 2));
        Assert.InRange(patches, 60, 119);
    }

    [Fact]
    public async Task Members_with_one_change_go_through_both_writers_when_nobody_needs_more()
    {
        await using var runs = await SandboxRuns.StartAsync(World(WrongKinds.SingleRole, members: 100, wrong: 1), _fast);

        await runs.CompleteAsync(chunkSize: 400);

        Assert.Empty(runs.Guild.WrongMembers());
        Assert.InRange(runs.Server.Journal.Count("PATCH"), 20, 80);
    }

    [Fact]
    public async Task An_edit_of_somebody_else_that_the_answer_shows_is_a_conflict()
    {
        await using var runs = await SandboxRuns.StartAsync(World(WrongKinds.TierSwitch, members: 8, wrong: 1), _fast);
        var stranger = runs.Guild.AddRole("Event guest").Id;
        runs.Server.Faults.Add(Patch, Fault.Rewrite(member => With(member, stranger)), times: 1);

        var run = await runs.CompleteAsync();

        Assert.Equal(RunPhase.Completed, run.Phase);
        var conflicts = await runs.ChangesAsync(run, Outcome.Conflict);
        Assert.Equal(2, conflicts.Count);
        Assert.Single(conflicts.Select(change => change.Change.Member).Distinct());
        Assert.All(conflicts, change => Assert.Contains($"has {stranger}", change.Note, StringComparison.Ordinal));
        Assert.Equal((run.Planned - 2, 2), (run.Applied, run.Skipped));
    }

    [Fact]
    public async Task An_edit_of_somebody_else_before_the_read_is_kept_and_what_is_so_already_is_not_written()
    {
        await using var runs = await SandboxRuns.StartAsync(World(WrongKinds.TierSwitch, members: 8, wrong: 1), _fast);
        var stranger = runs.Guild.AddRole("Event guest").Id;
        var first = runs.Guild.WrongMembers()[0];
        foreach (var member in runs.Guild.WrongMembers())
        {
            // Somebody gives the role by hand after the plan was made, and puts one member right.
            runs.Server.Faults.Add($"GET /guilds/*/members/{member}", Fault.Custom(_ => Edited(runs.Guild, member, stranger)), times: 1);
        }

        var run = await runs.CompleteAsync();

        Assert.Equal((RunPhase.Completed, run.Planned), (run.Phase, run.Applied));
        Assert.Empty(runs.Guild.WrongMembers());
        var patched = runs.Server.Journal.Writes.Where(write => write.Method == "PATCH").Select(write => write.Member).Distinct().ToList();
        Assert.NotEmpty(patched);
        Assert.All(patched, member => Assert.Contains(stranger, runs.Guild.RolesOf(member)));
        Assert.DoesNotContain(first, patched);

        Task<bool> Edited(SandboxGuild guild, ulong member, ulong role)
        {
            guild.Grant(member, role);
            if (member == first)
            {
                guild.SetRoles(member, [.. guild.ExpectedRoles(member)!, role]);
            }

            return Task.FromResult(false);
        }
    }

    [Theory]
    [InlineData(403, 50013)]
    [InlineData(404, 10011)]
    [InlineData(400, 50028)]
    public async Task What_a_PATCH_may_not_do_is_done_role_by_role(int status, int code)
    {
        await using var runs = await SandboxRuns.StartAsync(World(WrongKinds.TierSwitch, members: 24, wrong: 1), _fast);
        var refusal = string.Create(CultureInfo.InvariantCulture, $$"""{"message":"No","code":{{code}}}""");
        var rule = runs.Server.Faults.Add(Patch, Fault.Status(status, refusal), times: 2);

        var run = await runs.CompleteAsync();

        Assert.Equal(2, rule.Hits);
        Assert.Equal((RunPhase.Completed, run.Planned), (run.Phase, run.Applied));
        Assert.Empty(runs.Guild.WrongMembers());
    }

    [Fact]
    public async Task A_PATCH_whose_answer_was_lost_is_not_sent_again_and_the_member_ends_right()
    {
        await using var runs = await SandboxRuns.StartAsync(World(WrongKinds.TierSwitch, members: 6, wrong: 1), _fast);
        var rule = runs.Server.Faults.Add(new FaultRule(Patch, Fault.Abort()) { Times = 1, AfterHandling = true });

        var run = await runs.CompleteAsync();

        Assert.Equal(1, rule.Hits);
        Assert.Equal((RunPhase.Completed, run.Planned), (run.Phase, run.Applied));
        Assert.Empty(runs.Guild.WrongMembers());
        Assert.DoesNotContain(
            runs.Server.Journal.Requests.Where(request => request.Method == "PATCH").GroupBy(request => request.Path), same => same.Count() > 1);
    }

    [Fact]
    public async Task A_member_who_left_is_gone_for_the_PATCH_writer_too()
    {
        await using var runs = await SandboxRuns.StartAsync(World(WrongKinds.TierSwitch, members: 5, wrong: 1), _fast);
        var left = runs.Guild.WrongMembers();
        var leaves = runs.Server.Faults.Add("GET /guilds/*/members/*", Fault.Custom(context => Leaves(runs, left, context.Request.Path)));

        var run = await runs.CompleteAsync();

        Assert.True(leaves.Hits > 0);
        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.NotEmpty(await runs.ChangesAsync(run, Outcome.Gone));
        Assert.Equal(run.Planned, run.Applied + run.Skipped);
    }

    [Fact]
    public async Task A_slow_network_is_made_up_for_with_more_members_at_once()
    {
        // Answers take 40 ms while the bucket gives a request back every 10 ms: one at a time would use a quarter of it.
        var options = World(WrongKinds.SingleRole, members: 150, wrong: 1) with { Speed = 100, NetworkDelay = TimeSpan.FromMilliseconds(40) };
        await using var runs = await SandboxRuns.StartAsync(options);

        await runs.CompleteAsync(chunkSize: 400);

        var journal = runs.Server.Journal;
        Assert.Empty(runs.Guild.WrongMembers());
        Assert.InRange(journal.PeakInFlight[(nameof(LimitedRoute.MemberRoles), runs.Guild.Id)], 2, 4);
        Assert.Equal((0, 0), (journal.OverlappingWrites, journal.RepeatedWrites));
    }

    private static Task<bool> Leaves(SandboxRuns runs, IReadOnlyList<ulong> members, string path)
    {
        var member = ulong.Parse(path.Split('/')[^1], CultureInfo.InvariantCulture);
        if (members.Contains(member) && runs.Guild.HasMember(member))
        {
            runs.Guild.RemoveMember(member);
        }

        return Task.FromResult(false);
    }

    private static JsonNode? With(JsonNode? member, ulong role)
    {
        member!["roles"]!.AsArray().Add(role.ToString(CultureInfo.InvariantCulture));
        return member;
    }

    private static SandboxOptions World(WrongKinds kinds, int members, double wrong, ulong seed = 13) => new()
    {
        Seed = seed,
        Speed = 50,
        Guilds = [new GuildOptions { Members = members, WrongShare = wrong, Wrong = kinds, Bots = 2, MergedShare = 0, TwinShare = 0 }],
    };
}

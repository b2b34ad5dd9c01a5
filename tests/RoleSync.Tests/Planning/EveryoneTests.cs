using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Planning;

/// <summary>SYNC_SCOPE=everyone: the verified role is given to whom Ethos knows with interactions, and nobody loses anything for the scope.</summary>
public sealed class EveryoneTests
{
    private static readonly GuildOptions _guild = new() { Members = 120, Bots = 4, TwinShare = 0, VerifiedShare = 0.5, AbsentShare = 0.3, NoInteractionShare = 0.1 };

    private static readonly (string Name, string Value)[] _everyone = [("SYNC_SCOPE", "everyone"), ("SYNC_CONFIRM_ABSENT", "1")];

    [Fact]
    public async Task Whom_Ethos_knows_is_verified_with_all_that_goes_with_it_and_the_next_look_finds_nothing_to_do()
    {
        await using var bench = await StartAsync(_guild, _everyone);
        var guild = bench.Guild;
        Clean(bench);
        var verified = guild.VerifiedMembers();

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 120, 0), (run.Phase, run.Total, run.Losing));
        Assert.Equal(run.Planned, run.Applied);
        Assert.Empty(guild.WrongMembers());
        Assert.Superset(verified.ToHashSet(), guild.VerifiedMembers().ToHashSet());
        var humans = guild.MemberIds().Where(member => !guild.IsBot(member)).ToList();
        Assert.All(humans, member => Assert.Equal(verified.Contains(member) || IsKnown(bench, member), guild.RolesOf(member).Contains(guild.VerifiedRoleId)));
        Assert.Contains(humans, member => !IsKnown(bench, member) && !verified.Contains(member));
        Assert.Equal(0, await bench.RunAsync() is var next ? next.Planned : -1);
        Assert.DoesNotContain(
            await bench.Memory.AbsencesBetweenAsync(bench.GuildId, null, new(long.MaxValue), Ct), absence => !verified.Contains(absence.Member.Value));
    }

    [Fact]
    public async Task The_guard_takes_its_share_of_those_who_hold_roles_and_not_of_all_who_are_looked_at()
    {
        await using var bench = await StartAsync(_guild with { Members = 400, VerifiedShare = 0.2, AbsentShare = 1, NoInteractionShare = 0 }, _everyone);
        Clean(bench);
        bench.Spoil(27);

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Held, 400, 80, 27), (run.Phase, run.Total, run.Holding, run.Losing));
        Assert.Contains("from 27 of 80 members", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, bench.Sandbox.Journal.WriteCount);
    }

    [Fact]
    public async Task Where_the_verified_role_stands_above_the_bot_nobody_without_it_gets_or_loses_any_role()
    {
        await using var bench = await StartAsync(_guild, _everyone);
        Clean(bench);
        var verified = bench.Guild.VerifiedMembers();
        bench.Guild.MoveRole(bench.Guild.VerifiedRoleId, 200);

        var run = await bench.RunAsync();

        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.True(run.Refused > 0);
        Assert.All(bench.Sandbox.Journal.Writes, write => Assert.Contains(write.Member, verified));
    }

    [Fact]
    public async Task Who_does_not_get_the_verified_role_from_Discord_gets_no_other_role()
    {
        await using var bench = await StartAsync(_guild with { AbsentShare = 0, NoInteractionShare = 0 }, _everyone);
        Clean(bench);
        var unlucky = bench.Guild.MemberIds().Except(bench.Guild.VerifiedMembers()).First(member => !bench.Guild.IsBot(member));
        bench.Sandbox.Faults.Add(new FaultRule(
            $"PUT /guilds/*/members/{unlucky}/roles/{bench.Guild.VerifiedRoleId}", Fault.Status(403, """{"message":"Missing Permissions","code":50013}""")));

        var run = await bench.RunAsync();

        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.Empty(bench.Guild.RolesOf(unlucky));
        var refused = await bench.Journal.ChangesAsync(run.Id, 0, 10_000, Outcome.Refused, null, Ct);
        Assert.Contains(refused, item => item.Note == "Without the verified role no other one is given.");
    }

    [Theory]
    [InlineData("atomic")]
    [InlineData("fast")]
    public async Task Either_way_to_write_ends_in_the_same_guild(string writes)
    {
        await using var bench = await StartAsync(_guild, [.. _everyone, ("SYNC_WRITES", writes)]);
        Clean(bench);

        await bench.RunAsync();

        Assert.Empty(bench.Guild.WrongMembers());
        Assert.All(bench.Guild.MemberIds().Where(member => !bench.Guild.IsBot(member) && IsKnown(bench, member)),
            member => Assert.Contains(bench.Guild.VerifiedRoleId, bench.Guild.RolesOf(member)));
    }

    [Fact]
    public async Task Whom_Ethos_says_nothing_usable_about_keeps_everything_and_gets_nothing()
    {
        await using var bench = await StartAsync(_guild, _everyone);
        var before = bench.Guild.Snapshot().Hash;
        bench.Sandbox.Faults.Add(new FaultRule("POST /users/by/discord", Fault.Status(403)));

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 120), (run.Phase, run.Unknown));
        Assert.Equal(before, bench.Guild.Snapshot().Hash);
    }

    [Fact]
    public async Task Reported_hand_edits_cost_no_row_for_members_without_roles()
    {
        await using var bench = await StartAsync(_guild with { AbsentShare = 1, NoInteractionShare = 0 }, [.. _everyone, ("SYNC_DRIFT", "report")]);
        Clean(bench);
        var verified = bench.Guild.VerifiedMembers();

        await bench.RunAsync();
        await bench.RunAsync();

        Assert.Equal(verified, (await bench.Memory.LastSeenRolesBetweenAsync(bench.GuildId, null, new(long.MaxValue), Ct)).Select(known => known.Member.Value).Order());
    }

    /// <summary>Takes from those without the verified role what the sandbox has given them by chance.</summary>
    private static void Clean(DatedRuns bench)
    {
        var verified = bench.Guild.VerifiedMembers().ToHashSet();
        foreach (var member in bench.Guild.MemberIds().Where(member => !bench.Guild.IsBot(member) && !verified.Contains(member)))
        {
            bench.Guild.SetRoles(member);
        }
    }

    /// <summary>Whether the rule of the sandbox gives a holder of the verified role anything beside it.</summary>
    private static bool IsKnown(DatedRuns bench, ulong member)
    {
        var before = bench.Guild.RolesOf(member);
        bench.Guild.SetRoles(member, [.. before.Union([bench.Guild.VerifiedRoleId])]);
        var expected = bench.Guild.ExpectedRoles(member);
        bench.Guild.SetRoles(member, before);
        return expected is { Length: > 1 };
    }
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Storage;
using RoleSync.Tests.Hosting;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Planning;

/// <summary>Members with managed roles and without the verified role.</summary>
public sealed class StrayRunTests
{
    private const string Tier = "ETHOS_ROLE_KNOWN";
    private const string Badge = "ETHOS_ROLE_VALIDATOR";

    private static readonly GuildOptions _guild = new() { Members = 60, Bots = 2, TwinShare = 0 };

    private static readonly (string Name, string Value) _strip = ("SYNC_STRAYS", "strip");

    [Fact]
    public async Task Strays_are_counted_and_listed_by_every_run_and_nobody_touches_them()
    {
        await using var bench = await StartAsync(_guild);
        var strays = Stray(bench, 3);
        var bot = bench.Guild.MemberIds().First(bench.Guild.IsBot);
        bench.Guild.SetRoles(bot, bench.Role(Tier));

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 3, 57, 0), (run.Phase, run.Strays, run.Total, run.Planned));
        Assert.Equal(strays, (await ListAsync(bench)).Select(stray => stray.Member.Value));
        Assert.All(await ListAsync(bench), stray => Assert.Equal([new RoleId(bench.Role(Badge)), new RoleId(bench.Role(Tier))], stray.Roles));
        Assert.Equal(0, bench.Sandbox.Journal.WriteCount);
        Assert.Equal(57, bench.Sandbox.Journal.LookedUpIds);
    }

    [Fact]
    public async Task The_list_is_that_of_the_last_look_and_whoever_is_the_same_stays_as_stored()
    {
        await using var bench = await StartAsync(_guild);
        var strays = Stray(bench, 4);
        await bench.RunAsync();
        var first = await ListAsync(bench);
        bench.Clock.Shift(TimeSpan.FromHours(1));
        bench.Guild.Grant(strays[0], bench.Guild.VerifiedRoleId);
        bench.Guild.Revoke(strays[1], bench.Role(Badge));
        bench.Guild.RemoveMember(strays[3]);
        var last = bench.Guild.MemberIds()[^1];
        bench.Guild.SetRoles(last, bench.Role(Tier));

        await bench.RunAsync();
        bench.Guild.RemoveMember(last);
        var run = await bench.RunAsync(RunKind.DryRun);

        var now = await ListAsync(bench);
        Assert.Equal([strays[1], strays[2]], now.Select(stray => stray.Member.Value));
        Assert.True(now[0].Since > first[1].Since);
        Assert.Equal(first[2].Since, now[1].Since);
        Assert.Equal(2, run.Strays);
    }

    [Fact]
    public async Task Stripped_strays_lose_their_managed_roles_and_an_undo_gives_them_back()
    {
        await using var bench = await StartAsync(_guild, _strip);
        var foreign = bench.Guild.AddRole("Foreign").Id;
        var strays = Stray(bench, 3);
        bench.Guild.Grant(strays[0], foreign);

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 3, 3, 60, 57), (run.Phase, run.Strays, run.Losing, run.Total, run.Asked));
        Assert.Equal([foreign], bench.Guild.RolesOf(strays[0]));
        Assert.All(strays.Skip(1), stray => Assert.Empty(bench.Guild.RolesOf(stray)));
        Assert.Equal(57, bench.Sandbox.Journal.LookedUpIds);
        var changes = await bench.Journal.ChangesAsync(run.Id, 0, 100, Outcome.Applied, null, Ct);
        Assert.Equal(["stray: Known -> none", "stray: - Validator"], changes.Select(item => item.Change.Transition).Distinct());
        Assert.Equal((RunPhase.Completed, 0), await bench.RunAsync() is var again ? (again.Phase, again.Planned) : default);

        var undo = await bench.FireAsync(await bench.StartAsync(RunKind.Undo, run.Id));

        Assert.Equal((RunPhase.Completed, 6, 0), (undo.Phase, undo.Applied, undo.Skipped));
        Assert.All(strays, stray => Assert.Contains(bench.Role(Tier), bench.Guild.RolesOf(stray)));
        Assert.All(strays, stray => Assert.Contains(bench.Role(Badge), bench.Guild.RolesOf(stray)));
    }

    [Fact]
    public async Task Who_is_verified_between_the_list_and_the_write_is_left_alone()
    {
        await using var bench = await StartAsync(_guild, _strip);
        var strays = Stray(bench, 2);
        bench.Sandbox.Faults.Add(new FaultRule("POST /users/by/discord", Fault.Custom(_ => VerifyAsync(bench, strays[0]))) { Times = 1 });

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 2, 2), (run.Phase, run.Applied, run.Skipped));
        Assert.Contains(bench.Role(Tier), bench.Guild.RolesOf(strays[0]));
        Assert.Empty(bench.Guild.RolesOf(strays[1]));
        Assert.DoesNotContain(bench.Sandbox.Journal.Writes, write => write.Member == strays[0]);
        var left = await bench.Journal.ChangesAsync(run.Id, 0, 100, Outcome.Stale, null, Ct);
        Assert.All(left, item => Assert.Contains("holds the verified role now", item.Note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_verified_while_the_run_is_held_is_left_alone_when_it_is_approved()
    {
        await using var bench = await StartAsync(_guild with { Members = 120 }, _strip);
        var strays = Stray(bench, 26);
        var held = await bench.RunAsync();
        Assert.Equal((RunPhase.Held, 26), (held.Phase, held.Losing));
        Assert.Equal(0, bench.Sandbox.Journal.WriteCount);
        bench.Guild.Grant(strays[5], bench.Guild.VerifiedRoleId);
        bench.Clock.Shift(TimeSpan.FromHours(1));
        Assert.True(await bench.Store.DecideAsync(held.Id, true, "Ada", Ct));

        var run = await bench.FireAsync(held.Id);

        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.Contains(bench.Role(Tier), bench.Guild.RolesOf(strays[5]));
        Assert.All(strays.Where(stray => stray != strays[5]), stray => Assert.Empty(bench.Guild.RolesOf(stray)));
    }

    [Fact]
    public async Task A_plan_for_strays_is_not_written_once_they_are_only_reported()
    {
        await using var bench = await StartAsync(_guild, _strip);
        var strays = Stray(bench, 2);
        var plan = await bench.RunAsync(RunKind.DryRun);
        Assert.Equal(4, plan.Planned);
        await bench.RestartAsync(("SYNC_STRAYS", null));

        var run = await bench.FireAsync(await bench.StartAsync(RunKind.Sync, plan.Id));

        Assert.Equal((RunPhase.Completed, 0, 4), (run.Phase, run.Applied, run.Skipped));
        Assert.All(strays, stray => Assert.Contains(bench.Role(Tier), bench.Guild.RolesOf(stray)));
    }

    [Fact]
    public async Task Strays_do_not_thin_out_the_share_of_unknown_standings()
    {
        await using var bench = await StartAsync(_guild with { Members = 100 }, _strip, ("SYNC_MAX_REMOVALS", "100%"), ("SYNC_MAX_UNKNOWN", "10%"));
        var strays = Stray(bench, 80);
        foreach (var member in bench.Guild.VerifiedMembers().Take(3))
        {
            bench.Sandbox.World.Ethos.Change(member, user => user with { Status = EthosStatus.Merged });
        }

        var run = await bench.RunAsync();

        Assert.Equal((RunPhase.Completed, 3, 20, 0), (run.Phase, run.Unknown, run.Asked, run.Applied));
        Assert.All(strays, stray => Assert.Contains(bench.Role(Tier), bench.Guild.RolesOf(stray)));
    }

    private static Task<bool> VerifyAsync(DatedRuns bench, ulong member)
    {
        bench.Guild.Grant(member, bench.Guild.VerifiedRoleId);
        return Task.FromResult(false);
    }

    private static Task<IReadOnlyList<Stray>> ListAsync(DatedRuns bench) => bench.Get<StrayStore>().ListAsync(bench.GuildId, null, 1_000, Ct);

    /// <summary>Takes the verified role, and whatever else is held, from the first members, and gives them a tier and a badge.</summary>
    private static ulong[] Stray(DatedRuns bench, int members)
    {
        ulong[] strays = [.. bench.Guild.VerifiedMembers().Take(members)];
        foreach (var stray in strays)
        {
            bench.Guild.SetRoles(stray, bench.Role(Tier), bench.Role(Badge));
        }

        return strays;
    }
}

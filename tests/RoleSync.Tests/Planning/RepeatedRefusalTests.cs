using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Planning;

/// <summary>What cannot be written, and could not be written before, is listed once and counted every time.</summary>
public sealed class RepeatedRefusalTests
{
    private const string Profile = "ETHOS_VERIFIED_PROFILE_ROLE_ID";

    private static readonly GuildOptions _guild = new() { Members = 60, TwinShare = 0, AbsentShare = 0, NoInteractionShare = 0 };

    [Fact]
    public async Task A_refusal_that_stands_is_counted_by_each_run_and_listed_by_the_first()
    {
        await using var bench = await StartAsync(_guild);
        var robbed = Block(bench);

        var first = await bench.RunAsync();
        var second = await bench.RunAsync();
        var plan = await bench.RunAsync(RunKind.DryRun);
        var applied = await bench.FireAsync(await bench.StartAsync(RunKind.Sync, plan.Id));

        Assert.All([first, second, plan, applied], run => Assert.Equal((RunPhase.Completed, robbed.Length, 0), (run.Phase, run.Refused, run.Planned)));
        Assert.All([first, second, plan, applied], run => Assert.Contains("not below the bot's highest role", run.Error, StringComparison.Ordinal));
        Assert.Equal(robbed, (await bench.Journal.ChangesAsync(first.Id, 0, 1_000, Outcome.Refused, null, Ct)).Select(item => item.Change.Member.Value));
        Assert.Empty(await bench.Journal.ChangesAsync(second.Id, 0, 1_000, null, null, Ct));
        Assert.Empty(await bench.Journal.ChangesAsync(plan.Id, 0, 1_000, null, null, Ct));
        Assert.Empty(await bench.Journal.ChangesAsync(applied.Id, 0, 1_000, null, null, Ct));
        var why = Assert.Single(await bench.Journal.HistoryAsync(bench.GuildId, new(robbed[0]), 10, Ct));
        Assert.Equal((first.Id, Outcome.Refused), (why.Run, why.Outcome));
    }

    [Fact]
    public async Task What_has_become_possible_is_written_and_a_refusal_that_comes_back_is_listed_anew()
    {
        await using var bench = await StartAsync(_guild);
        var robbed = Block(bench);
        await bench.RunAsync();
        bench.Guild.MoveRole(bench.Role(Profile), 1);

        var mended = await bench.RunAsync();

        Assert.Equal((robbed.Length, 0), (mended.Applied, mended.Refused));
        Assert.Null(mended.Error);
        Block(bench);
        var again = await bench.RunAsync();
        Assert.Equal(robbed.Length, again.Refused);
        Assert.Equal(robbed.Length, (await bench.Journal.ChangesAsync(again.Id, 0, 1_000, Outcome.Refused, null, Ct)).Count);
    }

    /// <summary>Takes a role from members and puts it above the bot's own.</summary>
    private static ulong[] Block(DatedRuns bench)
    {
        var role = bench.Role(Profile);
        ulong[] robbed = [.. bench.Guild.VerifiedMembers().Where(member => bench.Guild.RolesOf(member).Contains(role)).Take(12)];
        Array.ForEach(robbed, member => bench.Guild.Revoke(member, role));
        bench.Guild.MoveRole(role, bench.Guild.Roles.Single(one => one.Id == bench.Guild.BotRoleId).Position + 1);
        return robbed;
    }
}

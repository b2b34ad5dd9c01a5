using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Applying;

/// <summary>A demotion whose new tier is refused gives the old one back; whatever becomes of that is stored and put right.</summary>
public sealed class PutBackTests
{
    private const string Grants = "PUT /guilds/*/members/*/roles/*";
    private const string Refusal = """{"message":"Missing Permissions","code":50013}""";

    private static CancellationToken Ct => SandboxRuns.Ct;

    [Fact]
    public async Task A_put_back_that_is_refused_is_told_with_the_change_and_made_good_by_the_next_run()
    {
        await using var bench = await StartAsync();
        bench.Runs.Server.Faults.Add(Grants, Fault.Status(403, Refusal));

        var run = await bench.Runs.CompleteAsync();

        Assert.Equal(RunPhase.Completed, run.Phase);
        var grant = Assert.Single(await bench.Runs.ChangesAsync(run, Outcome.Refused));
        Assert.Contains($"The old tier role {bench.Old} was taken before, and cannot be given back now", grant.Note, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Old, bench.Roles);
        Assert.Empty(await bench.Runs.Journal.HalfDoneAsync(run.Id, 0, run.Total, Ct));
        await GivesBackAsync(bench);
    }

    [Fact]
    public async Task A_put_back_without_an_answer_is_tried_again_and_then_told_and_made_good_by_the_next_run()
    {
        await using var bench = await StartAsync();
        bench.Runs.Server.Faults.Add($"PUT /guilds/*/members/*/roles/{bench.New}", Fault.Status(403, Refusal));
        bench.Runs.Server.Faults.Add($"PUT /guilds/*/members/*/roles/{bench.Old}", Fault.Abort());
        var asked = await bench.Runs.AskAsync();
        Assert.NotNull(await bench.Runs.FireAsync());
        Assert.Equal([0], await bench.Runs.Journal.HalfDoneAsync(asked.Id, 0, 1, Ct));

        while (await bench.Runs.FireAsync() is { } delay)
        {
            await Task.Delay(delay, TimeProvider.System, Ct);
        }

        var run = await bench.Runs.FindAsync(asked.Id);
        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.Contains($"The old tier role {bench.Old} was taken before", Assert.Single(await bench.Runs.ChangesAsync(run, Outcome.Refused)).Note, StringComparison.Ordinal);
        await GivesBackAsync(bench);
    }

    [Fact]
    public async Task A_put_back_that_an_outage_ends_is_done_by_the_next_firing()
    {
        await using var bench = await StartAsync();
        bench.Runs.Server.Faults.Add($"PUT /guilds/*/members/*/roles/{bench.New}", Fault.Status(403, Refusal));
        var rule = bench.Runs.Server.Faults.Add($"PUT /guilds/*/members/*/roles/{bench.Old}", Fault.Abort());
        var run = await bench.Runs.AskAsync();
        Assert.NotNull(await bench.Runs.FireAsync());
        rule.IsOn = false;

        Assert.Null(await bench.Runs.FireAsync());

        Assert.Equal(RunPhase.Completed, (await bench.Runs.FindAsync(run.Id)).Phase);
        Assert.Contains(bench.Old, bench.Roles);
        Assert.Single(await bench.Runs.ChangesAsync(run, Outcome.PutBack));
        Assert.Single(await bench.Runs.ChangesAsync(run, Outcome.Refused));
    }

    /// <summary>The new tier is above the bot now, so that it cannot even be planned.</summary>
    private static async Task GivesBackAsync(Bench bench)
    {
        bench.Runs.Server.Faults.Clear();
        bench.Runs.Guild.MoveRole(bench.New, 900);
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);

        var next = await bench.Runs.CompleteAsync();

        Assert.Contains(bench.Old, bench.Roles);
        Assert.Equal(Planner.GivenBackCause, Assert.Single(await bench.Runs.ChangesAsync(next, Outcome.Applied)).Change.Cause);
        Assert.Empty(await bench.Runs.ChangesAsync(await bench.Runs.CompleteAsync(), Outcome.Applied));
    }

    private static async Task<Bench> StartAsync()
    {
        var runs = await SandboxRuns.StartAsync(
            new SandboxOptions
            {
                Seed = 13,
                Speed = 100,
                Guilds = [new GuildOptions { Members = 40, WrongShare = 0, Bots = 2, MergedShare = 0, TwinShare = 0 }],
            },
            ("RoleSync:Discord:OutagePause", "00:00:01"),
            ("RoleSync:Discord:RetryDelay", "00:00:00.001"));
        var guild = runs.Guild;
        var renowned = guild.RoleId("ETHOS_ROLE_RENOWNED");
        var established = guild.RoleId("ETHOS_ROLE_ESTABLISHED");
        var member = guild.VerifiedMembers().First(id => guild.ExpectedRoles(id)!.Contains(established));
        foreach (var other in guild.VerifiedMembers().Where(id => id != member))
        {
            guild.Revoke(other, guild.VerifiedRoleId);
        }

        guild.SetRoles(member, [.. guild.ExpectedRoles(member)!.Where(role => role != established), renowned]);
        return new Bench(runs, member, renowned, established);
    }

    private sealed record Bench(SandboxRuns Runs, ulong Member, ulong Old, ulong New) : IAsyncDisposable
    {
        public ulong[] Roles => Runs.Guild.RolesOf(Member);

        public ValueTask DisposeAsync() => Runs.DisposeAsync();
    }
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Diagnosis;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Scheduling;

/// <summary>A guild that refuses everything for a reason that its data do not show.</summary>
public sealed class RefusingGuildTests
{
    private static readonly SandboxOptions _options = new()
    {
        Seed = 12,
        Speed = 50,
        Guilds = [new GuildOptions { Members = 40, WrongShare = 1, Wrong = WrongKinds.SingleRole, MergedShare = 0, TwinShare = 0 }],
    };

    [Fact]
    public async Task The_run_is_postponed_by_a_minute_says_what_was_refused_and_a_person_has_it_tried_at_once()
    {
        await using var runs = await SandboxRuns.StartAsync(_options);
        var guild = new GuildId(runs.Guild.Id);
        var rule = runs.Server.Faults.Add(
            "* /guilds/*/members/*/roles/*", Fault.Status(403, """{"message":"Missing Permissions","code":50013}"""));

        var asked = await runs.AskAsync();
        var delay = await runs.FireAsync();

        var run = await runs.FindAsync(asked.Id);
        Assert.Equal(RunPhase.Applying, run.Phase);
        Assert.InRange(delay!.Value.TotalSeconds, 50, 61);
        Assert.InRange(run.ResumesAt!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(61));
        Assert.Contains("/guilds/{guild}/members/{member}/roles/{role}: \"Missing Permissions\", code 50013", run.Error, StringComparison.Ordinal);
        Assert.InRange(rule.Hits, 10, 13);
        Assert.Contains(runs.Get<LimitsReader>().Notices(), notice => notice.Contains($"Guild {guild}", StringComparison.Ordinal));

        // While it lasts nothing is asked of the guild, and then one write tells that it still refuses.
        runs.Server.Journal.Clear();
        Assert.InRange((await runs.FireAsync())!.Value.TotalSeconds, 40, 61);
        Assert.Equal(0, runs.Server.Journal.Count("PUT") + runs.Server.Journal.Count("DELETE"));
        Assert.True(runs.Get<SendGate>().TryNow(guild, RunTrigger.Http));
        Assert.InRange((await runs.FireAsync())!.Value.TotalMinutes, 1, 2.1);
        Assert.Equal(1, runs.Server.Journal.Count("PUT") + runs.Server.Journal.Count("DELETE"));

        runs.Server.Faults.Remove(rule);
        Assert.True(runs.Get<SendGate>().TryNow(guild, RunTrigger.Http));
        while (await runs.FireAsync() is { } next)
        {
            Assert.InRange(next.TotalSeconds, 0, 5);
            await Task.Delay(next, TimeProvider.System, SandboxRuns.Ct);
        }

        run = await runs.FindAsync(asked.Id);
        Assert.Equal((RunPhase.Completed, run.Planned - run.Refused), (run.Phase, run.Applied));
        Assert.InRange(run.Refused, 6, 12);
        Assert.Empty(runs.Get<LimitsReader>().Notices());
    }
}

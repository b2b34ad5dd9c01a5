using Microsoft.Extensions.DependencyInjection;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Members;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Tests.Hosting;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Applying;

/// <summary>What no longer holds when an agreed plan is applied is skipped and listed.</summary>
public sealed class StalePlanRecheckTests
{
    private const string Profile = "ETHOS_VERIFIED_PROFILE_ROLE_ID";
    private const string Badge = "ETHOS_ROLE_HUMAN_VALIDATOR";

    private static readonly GuildOptions _guild = new() { Members = 80, TwinShare = 0, AbsentShare = 0, NoInteractionShare = 0 };
    private static readonly TimeSpan _tooOld = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task An_applied_plan_leaves_out_whoever_is_not_as_planned()
    {
        await using var bench = await StartAsync(_guild);
        var guild = bench.Guild;
        var members = bench.Spoil(8);
        var (mended, edited, left) = (members[0], members[1], members[2]);
        ulong[] deleted = [.. guild.VerifiedMembers().Except(members).Take(2)];
        Rob(bench, deleted);
        var plan = await bench.RunAsync(RunKind.DryRun);
        Assert.Equal(10, plan.Planned);
        bench.Clock.Shift(_tooOld);
        guild.Revoke(mended, bench.Role(Badge));
        guild.Grant(edited, bench.Role("ETHOS_ROLE_RENOWNED_HUMAN_VALIDATOR"));
        guild.RemoveMember(left);
        guild.DeleteRole(bench.Role(Profile));
        var before = guild.Snapshot().Members;

        var run = await bench.FireAsync(await bench.StartAsync(RunKind.Sync, plan.Id));

        Assert.Equal((RunPhase.Completed, 5, 5), (run.Phase, run.Applied, run.Skipped));
        var stale = await ListedAsync(bench, run, Outcome.Stale);
        Assert.Equal([mended, edited, left, .. deleted], stale.Select(item => item.Member).Order());
        Assert.Contains("left the server", stale.Single(item => item.Member == left).Note, StringComparison.Ordinal);
        Assert.Equal(members[3..].Order(), guild.Snapshot().Members.Where(now => !now.Value.Order().SequenceEqual(before[now.Key].Order())).Select(now => now.Key).Order());
    }

    [Fact]
    public async Task An_undo_leaves_out_whoever_was_edited_left_or_became_exempt_before_and_after_its_plan()
    {
        ulong exempt = 0;
        await using var bench = await StartAsync(_guild, guild => [("SYNC_EXEMPT_ROLE_ID", $"{exempt = guild.AddRole("Exempt").Id}")]);
        var guild = bench.Guild;
        var badged = bench.Spoil(2);
        ulong[] robbed = [.. guild.VerifiedMembers().Except(badged).Take(32)];
        Rob(bench, [.. robbed, badged[1]]);
        var synced = await bench.RunAsync();
        Assert.Equal(35, synced.Applied);
        guild.Grant(robbed[0], exempt);
        var held = await bench.FireAsync(await bench.StartAsync(RunKind.Undo, synced.Id));
        Assert.Equal((RunPhase.Held, 32), (held.Phase, held.Losing));
        guild.Revoke(badged[1], bench.Role(Profile));
        guild.RemoveMember(robbed[2]);
        guild.Grant(robbed[3], exempt);
        guild.DeleteRole(bench.Role(Badge));
        Assert.True(await bench.Store.DecideAsync(held.Id, true, "Ada", Ct));
        bench.Clock.Shift(_tooOld);

        var run = await bench.FireAsync(held.Id);

        Assert.Equal((RunPhase.Completed, 29, 2), (run.Phase, run.Applied, run.Refused));
        var conflict = Assert.Single(await ListedAsync(bench, run, Outcome.Conflict));
        Assert.Equal(robbed[0], conflict.Member);
        Assert.Contains("exempt now", conflict.Note, StringComparison.Ordinal);
        Assert.Equal(new[] { robbed[2], robbed[3], badged[1] }.Order(), (await ListedAsync(bench, run, Outcome.Stale)).Select(item => item.Member).Distinct().Order());
        Assert.Equal(badged.Order(), (await ListedAsync(bench, run, Outcome.Refused)).Select(item => item.Member).Order());
        ulong[] kept = [robbed[0], robbed[3]];
        Assert.All(robbed.Where(guild.MemberIds().Contains), member => Assert.Equal(kept.Contains(member), guild.RolesOf(member).Contains(bench.Role(Profile))));
    }

    [Fact]
    public async Task An_exempt_member_who_asks_why_is_told_so()
    {
        ulong exempt = 0;
        await using var bench = await StartAsync(_guild, guild => [("SYNC_EXEMPT_ROLE_ID", $"{exempt = guild.AddRole("Exempt").Id}")]);
        var member = bench.Spoil(1)[0];
        bench.Guild.Grant(member, exempt);
        var policy = bench.Get<RoleSync.Policies.GuildPolicies>().Find(bench.GuildId)!;

        var account = Assert.IsType<ExplainAnswer.Explained>(await bench.Get<MemberExplainer>().ExplainAsync(bench.GuildId, new MemberId(member), policy, Ct)).Explanation;

        Assert.Contains("exempt role", Assert.Single(account.Explanation.InTheWay), StringComparison.Ordinal);
        Assert.Empty(account.Explanation.Changes);
        Assert.Contains(account.Explanation.Actual, role => role.Id.Value == bench.Role(Badge));
    }

    [Fact]
    public async Task The_reconciler_rejects_what_nobody_decided_about_for_a_day()
    {
        await using var bench = await StartAsync(_guild);
        bench.Spoil(26);
        var held = await bench.RunAsync();
        var reconciler = ActivatorUtilities.CreateInstance<ReconcileJob>(bench.Services);
        bench.Clock.Shift(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1));
        await reconciler.Execute(null!, Ct);
        Assert.Equal(RunPhase.Held, (await bench.GetAsync(held.Id)).Phase);
        bench.Clock.Shift(TimeSpan.FromMinutes(1));

        await reconciler.Execute(null!, Ct);

        Assert.Equal((RunPhase.Stopped, "expired after 24 h"), await bench.GetAsync(held.Id) is var run ? (run.Phase, run.DecidedBy) : default);
    }

    private static void Rob(DatedRuns bench, ulong[] members)
    {
        foreach (var member in members)
        {
            Assert.Contains(bench.Role(Profile), bench.Guild.RolesOf(member));
            bench.Guild.Revoke(member, bench.Role(Profile));
        }
    }

    private static async Task<IReadOnlyList<(ulong Member, string? Note)>> ListedAsync(DatedRuns bench, Run run, Outcome outcome) =>
        [.. (await bench.Journal.ChangesAsync(run.Id, 0, 1_000, outcome, null, Ct)).Select(item => (item.Change.Member.Value, item.Note))];
}

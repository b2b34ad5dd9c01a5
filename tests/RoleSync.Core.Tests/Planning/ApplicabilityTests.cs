using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;

namespace RoleSync.Core.Tests.Planning;

public sealed class ApplicabilityTests
{
    [Fact]
    public void Invariant_2_a_change_of_a_role_that_the_policy_does_not_name_is_left()
    {
        var planned = Planner.Plan(Sample.Holding("Known"), Sample.Says("1640 validator"), Sample.Policy, Sample.NoObstacles);
        var now = Sample.PolicyWithout("Validator");

        var (named, left) = Applicability.Part(planned, now);

        Assert.Equal([Sample.RoleOf("Validator")], left.Select(change => change.Role));
        Assert.All(named, change => Assert.NotNull(now.Find(change.Role)));
        Assert.Contains("no longer names the role", Applicability.WhyLeft(left[0], now), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Known")]
    [InlineData("Established")]
    public void A_switch_of_tiers_is_left_as_a_whole_where_one_of_its_roles_is_named_no_longer(string gone)
    {
        var planned = Planner.Plan(Sample.Holding("Known, Verified profile"), Sample.Says("1640"), Sample.Policy, Sample.NoObstacles);

        var (named, left) = Applicability.Part(planned, Sample.PolicyWithout(gone));

        Assert.Empty(named);
        Assert.Equal(2, left.Count);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void A_half_written_member_gets_the_whole_switch_of_tiers_or_none_of_it_unless_a_half_of_it_is_written(bool hasBegun, int written)
    {
        var rest = Planner.Plan(Sample.Holding("Known, Verified profile"), Sample.Says("1640"), Sample.Policy, Sample.NoObstacles);

        var (named, left) = Applicability.PartRest(rest, hasBegun, Sample.PolicyWithout("Established"));

        Assert.Equal((written, 2 - written), (named.Count, left.Count));
        Assert.All(named, change => Assert.Equal(Sample.RoleOf("Known"), change.Role));
    }

    [Fact]
    public void Whoever_is_no_longer_in_scope_is_told_apart()
    {
        var member = Sample.Holding("Known");
        var draft = new PolicyDraft(TierLadder.Default);
        draft.Add(PolicyKey.Verified, Sample.RoleOf("Verified"));
        draft.Exempt = Sample.Unmanaged;
        var exempting = draft.Build().Value!;

        Assert.Null(Applicability.OutOfScope(member, Sample.Policy));
        Assert.Contains("bot", Applicability.OutOfScope(member with { IsBot = true }, Sample.Policy), StringComparison.Ordinal);
        Assert.Contains("verified role", Applicability.OutOfScope(member with { Roles = [Sample.Unmanaged] }, Sample.Policy), StringComparison.Ordinal);
        Assert.Contains("exempt", Applicability.OutOfScope(member, exempting), StringComparison.Ordinal);
    }

    [Fact]
    public void An_undo_gives_nothing_to_whom_no_run_looks_after()
    {
        var before = Sample.Holding("Known, Verified profile");
        var written = Planner.Plan(before, Sample.Says("1640"), Sample.Policy, Sample.NoObstacles);
        var after = Sample.After(before, written);
        var outside = after with { Roles = [.. after.Roles.Where(role => role != Sample.RoleOf("Verified"))] };

        var undo = UndoPlanner.Plan("undo", written, outside, Sample.Policy, Sample.NoObstacles, new Dictionary<RoleId, string?>());
        var later = UndoPlanner.StillHolding(UndoPlanner.Plan("undo", written, after, Sample.Policy, Sample.NoObstacles, new Dictionary<RoleId, string?>()).Changes, outside, Sample.Policy);

        Assert.Equal("- Established loss", Sample.Write(undo.Changes));
        Assert.Equal("- Established loss", Sample.Write(later));
        Assert.Equal(Outcome.Conflict, Assert.Single(undo.Unsent).Outcome);
    }

    [Fact]
    public void A_policy_is_known_by_all_that_it_says_and_by_nothing_else()
    {
        var same = new PolicyDraft(TierLadder.Default);
        foreach (var key in PolicyKey.All(TierLadder.Default).Reverse())
        {
            same.Add(key.Key, Sample.RoleOf(key.Name));
        }

        var others = new[] { Sample.PolicyWithout("Known"), Swapped(), Exempting(), Laddered() };

        Assert.Equal(Sample.Policy.Fingerprint, same.Build().Value!.Fingerprint);
        Assert.Equal(5, others.Select(policy => policy.Fingerprint).Append(Sample.Policy.Fingerprint).Distinct().Count());

        static Policy Swapped() => Draft(TierLadder.Default, name => name switch { "Known" => "Reputable", "Reputable" => "Known", _ => name }).Build().Value!;

        static Policy Exempting()
        {
            var draft = Draft(TierLadder.Default, name => name);
            draft.Exempt = Sample.Unmanaged;
            return draft.Build().Value!;
        }

        static Policy Laddered() => Draft(
            TierLadder.Create([.. TierLadder.Default.Tiers.Select(tier => tier.Name == "Known" ? tier with { Minimum = 1_450 } : tier)]).Value!, name => name).Build().Value!;
    }

    private static PolicyDraft Draft(TierLadder ladder, Func<string, string> meant)
    {
        var draft = new PolicyDraft(ladder);
        foreach (var key in PolicyKey.All(TierLadder.Default))
        {
            draft.Add(key.Key, Sample.RoleOf(meant(key.Name)));
        }

        return draft;
    }
}

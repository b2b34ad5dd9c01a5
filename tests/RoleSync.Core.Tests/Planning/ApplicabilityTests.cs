using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;

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
        Assert.Contains("no longer names the role", Applicability.WhyLeft(left.Single(change => change.Role == Sample.RoleOf(gone)), Sample.PolicyWithout(gone)), StringComparison.Ordinal);
        Assert.Equal(
            "The configuration no longer names the other role of this switch of tiers; the tier is left as a whole.",
            Applicability.WhyLeft(left.Single(change => change.Role != Sample.RoleOf(gone)), Sample.PolicyWithout(gone)));
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

        Assert.Null(Applicability.OutOfScope(member, Sample.Policy));
        Assert.Contains("bot", Applicability.OutOfScope(member with { IsBot = true }, Sample.Policy), StringComparison.Ordinal);
        Assert.Contains("verified role", Applicability.OutOfScope(member with { Roles = [Sample.Unmanaged] }, Sample.Policy), StringComparison.Ordinal);
        Assert.Contains("exempt", Applicability.OutOfScope(member, Sample.PolicyExempting(Sample.Unmanaged)), StringComparison.Ordinal);
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
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;

namespace RoleSync.Core.Tests.Planning;

public sealed class PlannerTests
{
    [Theory]
    [InlineData("", "1640", "+ Verified profile gain, + Established gain")]
    [InlineData("", "1640 validator", "+ Verified profile gain, + Validator gain, + Established (validator) gain")]
    [InlineData("", "1640 human", "+ Verified profile gain, + Human verified gain, + Established (human) gain")]
    [InlineData("", "1640 human validator",
        "+ Verified profile gain, + Validator gain, + Human verified gain, + Human validator gain, + Established (human validator) gain")]
    [InlineData("", "1640 silent", "")]
    [InlineData("", "absent", "")]
    [InlineData("Verified profile, Validator, Known", "1640 validator silent", "- Known loss, - Verified profile loss, - Validator loss")]
    [InlineData("Verified profile, Human verified, Known", "absent", "- Known loss, - Verified profile loss, - Human verified loss")]
    [InlineData("Verified profile, Validator, Known", "unknown", "")]
    [InlineData("Verified profile, Known", "1400", "")]
    public void Each_standing_has_its_roles(string held, string standing, string changes) =>
        Assert.Equal(changes, Plan(held, standing));

    [Theory]
    [InlineData("0", "Untrusted")]
    [InlineData("799.9", "Untrusted")]
    [InlineData("800", "Questionable")]
    [InlineData("1199.99", "Questionable")]
    [InlineData("1200", "Neutral")]
    [InlineData("1400", "Known")]
    [InlineData("1600", "Established")]
    [InlineData("1800", "Reputable")]
    [InlineData("2000", "Exemplary")]
    [InlineData("2200", "Distinguished")]
    [InlineData("2400", "Revered")]
    [InlineData("2599.999", "Revered")]
    [InlineData("2600", "Renowned")]
    [InlineData("2800", "Renowned")]
    public void The_tier_is_the_highest_whose_minimum_the_score_reaches(string score, string tier) =>
        Assert.Equal($"+ {tier} gain", Plan("Verified profile", score));

    [Fact]
    public void Untrusted_has_only_its_base_role() =>
        Assert.Equal(
            "+ Untrusted gain",
            Plan("Verified profile, Validator, Human verified, Human validator", "500 human validator"));

    [Theory]
    [InlineData("Known (human validator)", "1400 human validator", "+ Known gain")]
    [InlineData("Known (validator)", "1400 validator", "+ Known gain")]
    [InlineData("Known (human)", "1400 human", "+ Known gain")]
    public void A_variant_that_the_policy_does_not_name_falls_back_to_base(string missing, string standing, string changes)
    {
        var policy = Sample.PolicyWithout(missing, "Validator", "Human verified", "Human validator");

        var plan = Planner.Plan(Sample.Holding("Verified profile"), Sample.Says(standing), policy, Sample.NoObstacles);

        Assert.Equal(changes, Sample.Write(plan));
    }

    [Fact]
    public void A_tier_that_the_policy_does_not_name_at_all_leaves_no_tier_role()
    {
        var policy = Sample.PolicyWithout("Established", "Established (validator)", "Established (human)", "Established (human validator)");

        var plan = Planner.Plan(Sample.Holding("Verified profile, Known"), Sample.Says("1640"), policy, Sample.NoObstacles);

        Assert.Equal("- Known loss", Sample.Write(plan));
    }

    [Fact]
    public void A_role_that_the_policy_does_not_name_is_not_managed()
    {
        var policy = Sample.PolicyWithout("Verified profile", "Validator", "Renowned");

        var plan = Planner.Plan(Sample.Holding("Verified profile, Validator, Renowned, Known"), Sample.Says("absent"), policy, Sample.NoObstacles);

        Assert.Equal("- Known loss", Sample.Write(plan));
    }

    [Theory]
    [InlineData("Known", "1640", "+ Established gain, - Known gain")]
    [InlineData("Known", "1250", "- Known loss, + Neutral loss")]
    [InlineData("Known, Validator", "1400 validator", "+ Known (validator) gain, - Known gain")]
    [InlineData("Known (validator)", "1400", "- Known (validator) loss, + Known loss")]
    [InlineData("Known (validator)", "1640", "+ Established gain, - Known (validator) gain")]
    [InlineData("Known (validator), Human verified", "1400 human", "- Known (validator) loss, + Known (human) loss")]
    [InlineData("Neutral, Known", "1400", "- Neutral gain")]
    [InlineData("Neutral, Known, Renowned", "1400", "- Renowned loss, - Neutral gain")]
    [InlineData("Neutral, Renowned", "1400", "- Renowned loss, + Known loss, - Neutral gain")]
    [InlineData("Neutral, Questionable", "1400", "+ Known gain, - Neutral gain, - Questionable gain")]
    public void A_promotion_grants_first_and_a_demotion_revokes_first(string held, string standing, string changes) =>
        Assert.Equal(changes, Plan("Verified profile, " + held, standing));

    [Theory]
    [InlineData("Known", "1640", "Established", "+ Established gain blocked")]
    [InlineData("Known", "1250", "Neutral", "+ Neutral loss blocked")]
    [InlineData("Known, Renowned", "1250", "Neutral", "+ Neutral loss blocked")]
    [InlineData("Known", "1640", "Known", "+ Established gain, - Known gain blocked")]
    [InlineData("Known", "1250", "Known", "- Known loss blocked, + Neutral loss")]
    [InlineData("Established, Known", "1640", "Established", "- Known gain")]
    [InlineData("Known, Validator", "1400", "Validator", "- Validator loss blocked")]
    [InlineData("Known", "1400 human", "Human verified, Known (human)", "+ Human verified gain blocked, + Known (human) gain blocked")]
    public void What_cannot_be_done_is_listed_and_a_tier_that_cannot_be_given_leaves_the_old_one(
        string held, string standing, string obstacles, string changes)
    {
        var blocked = Sample.Split(obstacles).ToDictionary(Sample.RoleOf, _ => "It is above the bot.");

        var plan = Planner.Plan(Sample.Holding("Verified profile, " + held), Sample.Says(standing), Sample.Policy, blocked);

        Assert.Equal(changes, Sample.Write(plan));
        Assert.All(plan, change => Assert.True(change.Obstacle is null or "It is above the bot."));
    }

    [Theory]
    [InlineData("Known", "1640", "score 1640, Known -> Established|score 1640, Known -> Established")]
    [InlineData("", "1640.256", "score 1640.26, none -> Established")]
    [InlineData("Known", "1400 validator", "score 1400, + Validator|score 1400, Known -> Known (validator)|score 1400, Known -> Known (validator)")]
    [InlineData("Known, Human verified", "1400", "score 1400, - Human verified")]
    public void A_change_says_why(string held, string standing, string reasons) =>
        Assert.Equal(
            reasons.Split('|'),
            Planner.Plan(Sample.Holding("Verified profile, " + held), Sample.Says(standing), Sample.Policy, Sample.NoObstacles).Select(c => c.Reason));

    [Theory]
    [InlineData("absent", "no Ethos profile, Known -> none")]
    [InlineData("1640 silent", "no interactions, Known -> none")]
    public void A_removal_says_what_is_missing(string standing, string reason) =>
        Assert.Equal(
            reason, Assert.Single(Planner.Plan(Sample.Holding("Known"), Sample.Says(standing), Sample.Policy, Sample.NoObstacles)).Reason);

    [Fact]
    public void Only_changes_of_tier_roles_are_halves_of_a_switch() =>
        Assert.Equal(
            [false, true, true],
            Planner.Plan(Sample.Holding("Verified profile, Known"), Sample.Says("1400 validator"), Sample.Policy, Sample.NoObstacles).Select(c => c.IsTier));

    [Fact]
    public void Nobody_out_of_scope_is_touched()
    {
        var exempt = new PolicyBuilt(Sample.RoleOf("Verified"), Sample.RoleOf("Known"), Exempt: Sample.Unmanaged).Policy;
        var member = Sample.Holding("Known");

        Assert.Empty(Planner.Plan(member with { IsBot = true }, Sample.Says("absent"), Sample.Policy, Sample.NoObstacles));
        Assert.Empty(Planner.Plan(member with { Roles = [Sample.RoleOf("Known")] }, Sample.Says("1640"), Sample.Policy, Sample.NoObstacles));
        Assert.Empty(Planner.Plan(member, Sample.Says("absent"), exempt, Sample.NoObstacles));
        Assert.NotEmpty(Planner.Plan(member, Sample.Says("absent"), Sample.Policy, Sample.NoObstacles));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_score_that_is_no_number_changes_nothing(double score) =>
        Assert.Empty(Planner.Plan(
            Sample.Holding("Known"), new Core.Standings.Standing.Known(score, true, true, true), Sample.Policy, Sample.NoObstacles));

    [Fact]
    public void A_role_that_Discord_lists_twice_is_revoked_once()
    {
        var member = Sample.Holding("Known, Known");

        Assert.Equal("- Known loss", Sample.Write(Planner.Plan(member, Sample.Says("absent"), Sample.Policy, Sample.NoObstacles)));
    }

    private static string Plan(string held, string standing) =>
        Sample.Write(Planner.Plan(Sample.Holding(held), Sample.Says(standing), Sample.Policy, Sample.NoObstacles));

    private sealed record PolicyBuilt(RoleId Verified, RoleId Known, RoleId Exempt)
    {
        public Core.Policies.Policy Policy { get; } = new Core.Policies.PolicyDraft(Core.Policies.TierLadder.Default) { Exempt = Exempt }
            .Add("VERIFIED_ROLE_ID", Verified).Add("ROLE_KNOWN", Known).Build().Value!;
    }
}

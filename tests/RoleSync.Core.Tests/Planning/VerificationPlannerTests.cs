using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;

namespace RoleSync.Core.Tests.Planning;

public sealed class VerificationPlannerTests
{
    [Theory]
    [InlineData("1640", "+ Verified gain, + Verified profile gain, + Established gain")]
    [InlineData("1640 validator human", "+ Verified gain, + Verified profile gain, + Validator gain, + Human verified gain, + Human validator gain, + Established (human validator) gain")]
    [InlineData("700", "+ Verified gain, + Verified profile gain, + Untrusted gain")]
    [InlineData("1640 silent", "")]
    [InlineData("absent", "")]
    [InlineData("unknown", "")]
    public void A_newcomer_gets_the_verified_role_first_and_only_with_a_standing_behind_it(string says, string expected) =>
        Assert.Equal(expected, Sample.Write(Plan(Newcomer(), says)));

    [Theory]
    [InlineData("1640", "Verified profile, Established", "")]
    [InlineData("1640", "Verified profile, Known", "+ Established gain, - Known gain")]
    [InlineData("1400", "Verified profile, Established", "- Established loss, + Known loss")]
    [InlineData("1640 silent", "Verified profile, Known", "- Known loss, - Verified profile loss")]
    [InlineData("absent", "Verified profile, Known", "")]
    [InlineData("unknown", "Verified profile, Known", "")]
    public void Whoever_is_verified_already_is_put_right_by_the_rule_of_a_run_but_one_absence_takes_nothing(string says, string holds, string expected) =>
        Assert.Equal(expected, Sample.Write(Plan(Sample.Holding(holds), says)));

    [Fact]
    public void A_newcomer_who_holds_a_tier_already_ends_with_the_right_one_alone() => Assert.Equal(
        "+ Verified gain, + Verified profile gain, + Established gain, - Known gain",
        Sample.Write(Plan(Newcomer("Known"), "1640")));

    [Fact]
    public void Who_cannot_be_given_the_verified_role_is_given_no_other()
    {
        var plan = VerificationPlanner.Plan(Newcomer(), Sample.Says("1640"), Sample.Policy, Sample.NoObstacles, "It is above the bot.");

        Assert.Equal("+ Verified gain blocked", Sample.Write(plan));
        Assert.Equal("It is above the bot.", plan[0].Obstacle);
    }

    [Fact]
    public void Bots_and_exempt_members_are_left_alone()
    {
        var exempt = new PolicyDraft(TierLadder.Default) { Exempt = Sample.Unmanaged }.Add("VERIFIED_ROLE_ID", Sample.RoleOf("Verified")).Build().Value!;

        Assert.Empty(Plan(Newcomer() with { IsBot = true }, "1640"));
        Assert.Empty(VerificationPlanner.Plan(Newcomer(), Sample.Says("1640"), exempt, Sample.NoObstacles, null));
    }

    [Fact]
    public void After_a_verification_there_is_nothing_left_for_a_run()
    {
        foreach (var says in (string[])["1640", "2700 validator", "100 human", "1250 validator human"])
        {
            var after = Sample.After(Newcomer("Reputable, Validator"), Plan(Newcomer("Reputable, Validator"), says));

            Assert.Empty(Planner.Plan(after, Sample.Says(says), Sample.Policy, Sample.NoObstacles));
            Assert.Contains(Sample.Unmanaged, after.Roles);
        }
    }

    private static Member Newcomer(string names = "") => new(new MemberId(5), [Sample.Unmanaged, .. Sample.Split(names).Select(Sample.RoleOf)], IsBot: false);

    private static IReadOnlyList<Change> Plan(Member member, string says) =>
        VerificationPlanner.Plan(member, Sample.Says(says), Sample.Policy, Sample.NoObstacles, verifiedObstacle: null);
}

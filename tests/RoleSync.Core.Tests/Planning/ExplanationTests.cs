using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;

namespace RoleSync.Core.Tests.Planning;

public sealed class ExplanationTests
{
    [Fact]
    public void A_score_is_explained_by_its_tier_and_the_next_one()
    {
        var why = Of(Sample.Holding("Known, Verified profile"), "1640 validator");

        Assert.Equal("Ethos knows this person with a score of 1640, as a validator.", why.Said);
        Assert.Equal("A score of 1640 belongs to Established, which begins at 1600; Reputable begins at 1800.", why.Rule[0]);
        Assert.Contains("Established (validator)", why.Rule[1], StringComparison.Ordinal);
        Assert.Equal(["Verified", "Verified profile", "Validator", "Established (validator)"], why.Expected!.Select(role => role.Name));
        Assert.Equal(["Verified", "Verified profile", "Known"], why.Actual.Select(role => role.Name));
        Assert.Equal("+ Validator gain, + Established (validator) gain, - Known gain", Sample.Write(why.Changes));
        Assert.Empty(why.InTheWay);
    }

    [Theory]
    [InlineData("absent", "nobody there is linked", "Whom Ethos does not know")]
    [InlineData("1640 silent", "without any interaction", "Without a review or vouch received")]
    public void Whoever_is_absent_or_has_no_interaction_ought_to_hold_the_verified_role_only(string standing, string said, string rule)
    {
        var why = Of(Sample.Holding("Known"), standing);

        Assert.Contains(said, why.Said, StringComparison.Ordinal);
        Assert.StartsWith(rule, Assert.Single(why.Rule), StringComparison.Ordinal);
        Assert.Equal(["Verified"], why.Expected!.Select(role => role.Name));
    }

    [Fact]
    public void An_unknown_standing_says_its_reason_and_that_nothing_changes()
    {
        var why = Of(Sample.Holding("Known"), "unknown");

        Assert.Equal("Ethos gave no trustworthy answer: Ethos did not answer.", why.Said);
        Assert.Equal(["An unknown standing changes nothing."], why.Rule);
        Assert.Null(why.Expected);
        Assert.Empty(why.Changes);
        Assert.Contains("no role of this member changes", Assert.Single(why.InTheWay), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1640", "", "neither a validator nor a verified human", "Established")]
    [InlineData("1640 validator", ", as a validator", "a validator", "Established (validator)")]
    [InlineData("1640 human", ", as a verified human", "a verified human", "Established (human)")]
    [InlineData("1640 validator human", ", as a validator, as a verified human", "a validator and a verified human", "Established (human validator)")]
    public void Badges_are_named_and_say_which_of_the_tiers_roles_fits(string standing, string said, string person, string tier)
    {
        var why = Of(Sample.Holding(""), standing);

        Assert.Equal($"Ethos knows this person with a score of 1640{said}.", why.Said);
        Assert.Equal($"The person is {person}: of that tier's roles {tier} is the one that fits best.", why.Rule[1]);
    }

    [Theory]
    [InlineData("500", "A score of 500 lies below every tier; Silver begins at 1000.")]
    [InlineData("1000", "A score of 1000 belongs to Silver, which begins at 1000; Gold begins at 2000.")]
    [InlineData("2500", "A score of 2500 belongs to Gold, which begins at 2000.")]
    public void The_first_tier_has_none_below_it_and_the_last_one_none_above(string standing, string rule)
    {
        var ladder = TierLadder.Create([new("Silver", 1000), new("Gold", 2000)]).Value!;
        var policy = new PolicyDraft(ladder).Add(PolicyKey.Verified, Sample.RoleOf("Verified")).Build().Value!;

        var why = Explanation.Of(Sample.Holding(""), Sample.Says(standing), policy, Sample.NoObstacles);

        Assert.Equal(rule, why.Rule[0]);
        Assert.Equal("The person is neither a validator nor a verified human; the configuration names no role for that tier.", why.Rule[1]);
    }

    [Fact]
    public void A_change_that_is_left_to_a_person_says_why_and_each_reason_stands_in_the_way_once()
    {
        var why = Of(Sample.Holding("Known, Verified profile"), "1640 validator");
        Change[] left = [.. why.Changes.Where(change => change.IsTier).Select(change => change with { Obstacle = "Somebody edited the tier." })];

        var leaving = why.LeavingAlone(left);

        Assert.Equal("+ Validator gain, + Established (validator) gain blocked, - Known gain blocked", Sample.Write(leaving.Changes));
        Assert.Equal(["Somebody edited the tier."], leaving.InTheWay);
        Assert.Same(why, why.LeavingAlone([]));
    }

    [Fact]
    public void Whoever_is_not_in_scope_is_told_why()
    {
        var verified = Sample.Holding("");

        Assert.Contains("bots are left alone", InTheWay(verified with { IsBot = true }), StringComparison.Ordinal);
        Assert.Contains("VERIFIED_ROLE_ID", InTheWay(verified with { Roles = [] }), StringComparison.Ordinal);
        Assert.Contains("no such member", InTheWay(null), StringComparison.Ordinal);
        Assert.Contains("exempt role", InTheWay(verified, Sample.PolicyExempting(Sample.Unmanaged)), StringComparison.Ordinal);

        static string InTheWay(Member? member, Policy? policy = null)
        {
            var why = Explanation.Of(member, Sample.Says("1640"), policy ?? Sample.Policy, Sample.NoObstacles);
            Assert.Null(why.Expected);
            return Assert.Single(why.InTheWay);
        }
    }

    [Fact]
    public void A_role_that_the_bot_cannot_give_stands_in_the_way_with_its_reason()
    {
        var obstacles = new Dictionary<RoleId, string> { [Sample.RoleOf("Established")] = "It stands above the bot." };

        var why = Explanation.Of(Sample.Holding("Known, Verified profile"), Sample.Says("1640"), Sample.Policy, obstacles);

        Assert.Equal(["It stands above the bot."], why.InTheWay);
        Assert.Equal("+ Established gain blocked", Sample.Write(why.Changes));
    }

    private static Explanation Of(Member? member, string standing) =>
        Explanation.Of(member, Sample.Says(standing), Sample.Policy, Sample.NoObstacles);
}

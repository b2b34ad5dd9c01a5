using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;

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
        Assert.Null(why.Expected);
        Assert.Empty(why.Changes);
        Assert.Contains("no role of this member changes", Assert.Single(why.InTheWay), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_is_not_in_scope_is_told_why()
    {
        var verified = Sample.Holding("");

        Assert.Contains("bots are left alone", InTheWay(verified with { IsBot = true }), StringComparison.Ordinal);
        Assert.Contains("VERIFIED_ROLE_ID", InTheWay(verified with { Roles = [] }), StringComparison.Ordinal);
        Assert.Contains("no such member", InTheWay(null), StringComparison.Ordinal);

        static string InTheWay(Member? member)
        {
            var why = Of(member, "1640");
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

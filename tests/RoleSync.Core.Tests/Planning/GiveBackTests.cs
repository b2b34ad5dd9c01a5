using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using static RoleSync.Core.Tests.Sample;

namespace RoleSync.Core.Tests.Planning;

/// <summary>Giving back the tier role that a run took before Discord refused the new one.</summary>
public sealed class GiveBackTests
{
    [Fact]
    public void Whoever_has_no_tier_gets_the_one_that_was_taken_back_where_the_one_that_is_due_cannot_be_granted()
    {
        var changes = GiveBack(held: "Verified profile", standing: "1640 validator", obstacles: "Established (validator)", owed: "Known");

        Assert.Equal("+ Validator gain, + Established (validator) gain blocked, + Known gain", Write(changes));
        Assert.Equal("the new tier could not be granted, none -> Known", changes[^1].Reason);
        Assert.True(changes[^1].IsTier);
    }

    [Theory]
    [InlineData("The tier that is due can be granted", "Verified profile", "1640 validator", "", "Known")]
    [InlineData("What cannot be granted is no tier", "Verified profile", "1640 validator", "Validator", "Known")]
    [InlineData("A tier stays", "Verified profile, Reputable", "1640", "Established", "Known")]
    [InlineData("What was taken cannot be given back", "Verified profile", "1640", "Established, Known", "Known")]
    [InlineData("What was taken is no tier", "Verified profile", "1640", "Established", "Validator")]
    public void Nothing_is_given_back_in_any_other_case(string why, string held, string standing, string obstacles, string owed)
    {
        var blocked = Split(obstacles).ToDictionary(RoleOf, _ => "It is above the bot.");

        var planned = Planner.Plan(Holding(held), Says(standing), Sample.Policy, blocked);

        Assert.True(Write(planned) == Write(GiveBack(held, standing, obstacles, owed)), why);
    }

    [Fact]
    public void A_role_that_no_setting_names_any_more_is_not_given_back()
    {
        var member = Holding("Verified profile");
        var policy = PolicyWithout("Known");
        var blocked = new Dictionary<RoleId, string> { [RoleOf("Established")] = "It is above the bot." };
        var planned = Planner.Plan(member, Says("1640"), policy, blocked);

        Assert.Same(planned, Planner.GiveBack(planned, member, RoleOf("Known"), policy, blocked));
    }

    private static IReadOnlyList<Change> GiveBack(string held, string standing, string obstacles, string owed)
    {
        var blocked = Split(obstacles).ToDictionary(RoleOf, _ => "It is above the bot.");
        var member = Holding(held);
        return Planner.GiveBack(Planner.Plan(member, Says(standing), Sample.Policy, blocked), member, RoleOf(owed), Sample.Policy, blocked);
    }
}

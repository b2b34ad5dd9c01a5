using RoleSync.Core.Guarding;

namespace RoleSync.Core.Tests.Guarding;

public sealed class GuardTests
{
    private static readonly GuardLimits _limits = new();

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(10, 10, false)]
    [InlineData(100, 25, false)]
    [InlineData(100, 26, true)]
    [InlineData(125, 25, false)]
    [InlineData(125, 26, true)]
    [InlineData(11_000, 2_200, false)]
    [InlineData(11_000, 2_201, true)]
    public void A_plan_is_held_when_more_than_25_and_more_than_the_share_lose_a_role(int inScope, int losing, bool isHeld) =>
        Assert.Equal(isHeld, Guard.Judge(inScope, losing, _limits).IsHeld);

    [Fact]
    public void The_share_is_exact_where_binary_fractions_are_not()
    {
        var limits = _limits with { MaxRemovals = 0.29 };

        Assert.False(Guard.Judge(100, 29, limits).IsHeld);
        Assert.True(Guard.Judge(100, 30, limits).IsHeld);
    }

    [Fact]
    public void At_0_percent_25_members_may_still_lose_a_role()
    {
        var limits = _limits with { MaxRemovals = 0 };

        Assert.False(Guard.Judge(11_000, 25, limits).IsHeld);
        Assert.True(Guard.Judge(11_000, 26, limits).IsHeld);
    }

    [Fact]
    public void At_100_percent_the_whole_guard_is_off() =>
        Assert.Equal(
            GuardVerdict.Passed,
            Guard.Judge(100, 100, _limits with { MaxRemovals = 1 }, lostLastDay: 100, [new RoleLoss("Known", 100, 100)]));

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 1, false)]
    [InlineData(1, 0, true)]
    [InlineData(10, 10, false)]
    [InlineData(11, 10, true)]
    [InlineData(20, 0, true)]
    public void A_plan_is_held_when_more_people_vanish_from_Ethos_than_it_knows(int vanishing, int known, bool isHeld) =>
        Assert.Equal(isHeld, Guard.Judge(20, vanishing, _limits, vanishing: new AbsentLosses(vanishing, known)).IsHeld);

    [Fact]
    public void The_sentence_has_the_numbers()
    {
        Assert.Equal(
            "The plan takes roles from 2201 of 11000 members; 2200 may lose roles without approval (the greater of 25 and 20 %).",
            Guard.Judge(11_000, 2_201, _limits).Why);
        Assert.Null(Guard.Judge(11_000, 2_200, _limits).Why);
    }

    [Fact]
    public void Small_runs_do_not_add_up_to_what_one_may_not_do()
    {
        Assert.False(Guard.Judge(1_000, 100, _limits, lostLastDay: 100).IsHeld);

        var verdict = Guard.Judge(1_000, 101, _limits, lostLastDay: 100);

        Assert.True(verdict.IsHeld);
        Assert.Contains("from 101 of 1000 members, after 100 in the last 24 hours;", verdict.Why);
        Assert.False(Guard.Judge(1_000, 0, _limits, lostLastDay: 900).IsHeld);
    }

    [Theory]
    [InlineData(24, 24, false)]
    [InlineData(25, 12, false)]
    [InlineData(25, 13, true)]
    [InlineData(40, 20, false)]
    [InlineData(40, 21, true)]
    public void A_tier_role_does_not_lose_more_than_half_of_its_25_or_more_holders(int holders, int losing, bool isHeld)
    {
        var verdict = Guard.Judge(100_000, losing, _limits, roles: [new RoleLoss("Revered", 1_000, 0), new RoleLoss("Renowned", holders, losing)]);

        Assert.Equal(isHeld, verdict.IsHeld);
        Assert.Equal(isHeld ? $"It would take Renowned from {losing} of its {holders} holders, more than 50 %." : null, verdict.Why);
    }

    [Theory]
    [InlineData(0, 0, 0.10, false)]
    [InlineData(100, 10, 0.10, false)]
    [InlineData(100, 11, 0.10, true)]
    [InlineData(9, 1, 0.10, true)]
    [InlineData(100, 0, 0.0, false)]
    [InlineData(100, 1, 0.0, true)]
    [InlineData(100, 100, 1.0, false)]
    [InlineData(100, 29, 0.29, false)]
    public void More_unknown_standings_than_allowed_withhold_losses(int inScope, int unknown, double maxUnknown, bool withholds) =>
        Assert.Equal(withholds, Guard.WithholdsLosses(inScope, unknown, maxUnknown));
}

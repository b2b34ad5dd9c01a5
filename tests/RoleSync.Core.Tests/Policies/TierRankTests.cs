using RoleSync.Core.Policies;

namespace RoleSync.Core.Tests.Policies;

public sealed class TierRankTests
{
    [Fact]
    public void Every_role_of_a_tier_stands_above_every_role_of_a_lower_one_however_close_their_minimums_are()
    {
        Assert.True(new TierRank(1401, Variant.Base).IsAbove(new TierRank(1400, Variant.HumanValidator)));
        Assert.False(new TierRank(1400, Variant.HumanValidator).IsAbove(new TierRank(1401, Variant.Base)));
    }

    [Fact]
    public void Within_a_tier_more_badges_stand_above_fewer_and_one_of_either_kind_above_none()
    {
        Assert.True(new TierRank(1400, Variant.HumanValidator).IsAbove(new TierRank(1400, Variant.Human)));
        Assert.True(new TierRank(1400, Variant.Validator).IsAbove(new TierRank(1400, Variant.Base)));
        Assert.False(new TierRank(1400, Variant.Validator).IsAbove(new TierRank(1400, Variant.Human)));
        Assert.False(new TierRank(1400, Variant.Human).IsAbove(new TierRank(1400, Variant.Validator)));
    }
}

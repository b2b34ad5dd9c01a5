using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;

namespace RoleSync.Core.Tests.Planning;

public sealed class PlanCeilingTests
{
    private static readonly Change _gain = Of(1, ChangeKind.Grant, Direction.Gain);
    private static readonly Change _takeBadge = Of(2, ChangeKind.Revoke, Direction.Loss);
    private static readonly Change _takeTier = Of(3, ChangeKind.Revoke, Direction.Loss, isTier: true);
    private static readonly Change _lowerTier = Of(4, ChangeKind.Grant, Direction.Loss, isTier: true);

    [Fact]
    public void What_was_planned_may_be_taken() => AssertSplit(
        planned: [_takeTier, Of(9, ChangeKind.Grant, Direction.Loss, isTier: true), _takeBadge],
        fresh: [_takeTier, _lowerTier, _takeBadge],
        covered: [_takeTier, _lowerTier, _takeBadge],
        beyond: []);

    [Fact]
    public void A_role_that_was_not_to_be_taken_stays_and_no_lower_tier_is_given_beside_it() => AssertSplit(
        planned: [_gain],
        fresh: [_gain, _takeTier, _lowerTier, _takeBadge],
        covered: [_gain],
        beyond: [_takeTier, _lowerTier, _takeBadge]);

    [Fact]
    public void A_planned_loss_does_not_cover_another_one() => AssertSplit(
        planned: [_takeBadge],
        fresh: [_takeTier, _lowerTier, _takeBadge],
        covered: [_takeBadge],
        beyond: [_takeTier, _lowerTier]);

    [Fact]
    public void A_planned_grant_of_the_role_is_no_leave_to_take_it() => AssertSplit(
        planned: [_takeBadge with { Kind = ChangeKind.Grant, Direction = Direction.Gain }], fresh: [_takeBadge], covered: [], beyond: [_takeBadge]);

    [Fact]
    public void A_promotion_never_waits()
    {
        Change[] promotion = [_gain with { IsTier = true }, _takeTier with { Direction = Direction.Gain }];

        AssertSplit(planned: [], promotion, promotion, beyond: []);
    }

    private static void AssertSplit(Change[] planned, Change[] fresh, Change[] covered, Change[] beyond)
    {
        var split = PlanCeiling.Split(planned, fresh);

        Assert.Equal(covered, split.Covered);
        Assert.Equal(beyond, split.Beyond);
    }

    private static Change Of(ulong role, ChangeKind kind, Direction direction, bool isTier = false) =>
        new(new MemberId(5), new RoleId(role), kind, direction, isTier, "score 1", "a -> b");
}

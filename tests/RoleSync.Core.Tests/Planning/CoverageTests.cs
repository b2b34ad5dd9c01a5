using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;

namespace RoleSync.Core.Tests.Planning;

public sealed class CoverageTests
{
    private static readonly Change _gain = Of(1, ChangeKind.Grant, Direction.Gain);
    private static readonly Change _takeBadge = Of(2, ChangeKind.Revoke, Direction.Loss);
    private static readonly Change _takeTier = Of(3, ChangeKind.Revoke, Direction.Loss, isTier: true);
    private static readonly Change _lowerTier = Of(4, ChangeKind.Grant, Direction.Loss, isTier: true);

    [Fact]
    public void What_was_planned_may_be_taken() => Assert.Equal(
        ([_takeTier, _lowerTier, _takeBadge], []), Split([_takeTier, Of(9, ChangeKind.Grant, Direction.Loss, isTier: true), _takeBadge], [_takeTier, _lowerTier, _takeBadge]));

    [Fact]
    public void A_role_that_was_not_to_be_taken_stays_and_so_does_the_tier_above_a_lower_one() => Assert.Equal(
        ([_gain], [_takeTier, _lowerTier, _takeBadge]), Split([_gain], [_gain, _takeTier, _lowerTier, _takeBadge]));

    [Fact]
    public void A_planned_loss_does_not_cover_another_one() => Assert.Equal(
        ([_takeBadge], [_takeTier, _lowerTier]), Split([_takeBadge], [_takeTier, _lowerTier, _takeBadge]));

    [Fact]
    public void A_promotion_never_waits()
    {
        Change[] promotion = [_gain with { IsTier = true }, _takeTier with { Direction = Direction.Gain }];

        Assert.Equal((promotion, []), Split([], promotion));
    }

    private static (Change[] Covered, Change[] Beyond) Split(IReadOnlyList<Change> planned, IReadOnlyList<Change> fresh)
    {
        var (covered, beyond) = Coverage.Split(planned, fresh);
        return ([.. covered], [.. beyond]);
    }

    private static Change Of(ulong role, ChangeKind kind, Direction direction, bool isTier = false) =>
        new(new MemberId(5), new RoleId(role), kind, direction, isTier, "score 1", "a -> b");
}

using RoleSync.Core.Guarding;

namespace RoleSync.Core.Tests.Guarding;

public sealed class MemberListCheckTests
{
    [Theory]
    [InlineData(0, null, false)]
    [InlineData(0, 0, false)]
    [InlineData(1, null, true)]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, true)]
    [InlineData(1, 3, false)]
    [InlineData(499, 1_000, false)]
    [InlineData(500, 1_000, true)]
    [InlineData(1_200, 1_000, true)]
    public void A_list_that_is_empty_or_less_than_half_is_not_all_of_the_guild(int listed, int? approximate, bool believable) =>
        Assert.Equal(believable, MemberListCheck.IsBelievable(listed, approximate));

    [Theory]
    [InlineData(0, null, true)]
    [InlineData(5, null, false)]
    [InlineData(999, 1_000, true)]
    [InlineData(1_000, 1_000, false)]
    [InlineData(1_001, 1_000, false)]
    public void One_more_call_is_worth_it_where_anybody_may_be_missing(int listed, int? approximate, bool mayLack) =>
        Assert.Equal(mayLack, MemberListCheck.MayLack(listed, approximate));
}

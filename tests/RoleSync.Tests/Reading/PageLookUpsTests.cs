using CsCheck;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Reading;

namespace RoleSync.Tests.Reading;

public sealed class PageLookUpsTests
{
    [Fact]
    public void Two_hundred_pages_of_which_450_are_in_scope_cost_the_least_number_of_calls()
    {
        var calls = new List<int>();
        var pages = Pages(Enumerable.Repeat(450, 200), calls);

        Assert.All(pages, page => Assert.True(page.IsCompletedSuccessfully));
        Assert.Equal(180, calls.Count);
    }

    [Fact]
    public void Every_page_gets_the_standings_of_its_members_from_calls_of_at_most_500_and_none_waits_for_more_than_two_others() =>
        Gen.OneOf(Gen.Int[0, 3], Gen.Int[0, 1_000]).Array[1, 30].Sample(sizes =>
        {
            var calls = new List<int>();
            var pages = Pages(sizes, calls);

            var next = 0UL;
            foreach (var (page, size) in pages.Zip(sizes))
            {
                Assert.True(page.IsCompletedSuccessfully);
                for (var i = 0; i < size; i++)
                {
                    Assert.Equal(new Standing.Known(++next, false, false, true), page.Result[new MemberId(next)]);
                }
            }

            Assert.All(calls, call => Assert.InRange(call, 1, 500));
            Assert.Equal(sizes.Sum(), calls.Sum());
        });

    private static List<Task<IReadOnlyDictionary<MemberId, Standing>>> Pages(IEnumerable<int> sizes, List<int> calls)
    {
        var lookUps = new PageLookUps(members =>
        {
            calls.Add(members.Count);
            return Task.FromResult<IReadOnlyDictionary<MemberId, Standing>>(
                members.ToDictionary(member => member, member => (Standing)new Standing.Known(member.Value, false, false, true)));
        });
        var pages = new List<Task<IReadOnlyDictionary<MemberId, Standing>>>();
        var next = 0UL;
        foreach (var size in sizes)
        {
            pages.Add(lookUps.Add([.. Enumerable.Range(0, size).Select(_ => new MemberId(++next))]));
            Assert.InRange(pages.Count(page => !page.IsCompleted), 0, 2);
        }

        lookUps.Send();
        return pages;
    }
}

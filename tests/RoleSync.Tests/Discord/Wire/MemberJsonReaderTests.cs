using System.Text;
using RoleSync.Discord.Wire;

namespace RoleSync.Tests.Discord.Wire;

public sealed class MemberJsonReaderTests
{
    private const string Other = "\"avatar\":null,\"joined_at\":\"2024-01-01T00:00:00Z\",\"deep\":{\"roles\":[\"1\"],\"user\":{\"id\":\"2\"}}";

    [Fact]
    public void Fields_in_any_order_and_fields_of_no_use_are_read_over()
    {
        var json = $$"""{ {{Other}}, "roles":["11","22"], "user":{ {{Other}}, "bot":true, "id":"123456789012345678"} }""";

        var member = MemberJsonReader.ReadOne(Encoding.UTF8.GetBytes(json));

        Assert.Equal(123456789012345678UL, member.Id.Value);
        Assert.Equal([11UL, 22UL], member.Roles.Select(role => role.Value));
        Assert.True(member.IsBot);
    }

    [Fact]
    public void Members_with_the_same_roles_share_one_list()
    {
        var page = MemberJsonReader.ReadPage(Page(1_000)).Members;

        Assert.Same(page[0].Roles, page[999].Roles);
        Assert.NotEqual(page[0].Roles, page[1].Roles);
    }

    [Fact]
    public void A_page_costs_less_than_a_hundred_bytes_a_member()
    {
        var page = Page(1_000);
        MemberJsonReader.ReadPage(page);
        var before = GC.GetAllocatedBytesForCurrentThread();

        MemberJsonReader.ReadPage(page);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 100_000);
    }

    [Theory]
    [InlineData("""{"user":{"id":"99999999999999999999999"},"roles":[]}""")]
    [InlineData("""{"user":{"id":"0"},"roles":[]}""")]
    [InlineData("""{"user":{"id":"-5"},"roles":[]}""")]
    [InlineData("""{"user":{"id":200000000000000001},"roles":[]}""")]
    [InlineData("""{"user":{"id":"200000000000000001"},"roles":["18446744073709551616"]}""")]
    [InlineData("""{"user":{"id":"200000000000000001"},"roles":[1]}""")]
    [InlineData("""{"user":{"id":"200000000000000001"},"roles":null}""")]
    [InlineData("""{"user":null,"roles":[]}""")]
    [InlineData("null")]
    [InlineData("[[]]")]
    public void A_member_that_cannot_be_read_costs_nobody_but_itself(string odd)
    {
        var good = Encoding.UTF8.GetString(Page(30));

        var page = MemberJsonReader.ReadPage(Encoding.UTF8.GetBytes($"[{odd},{good[1..]}"));

        Assert.Equal((30, 1), (page.Members.Count, page.Unreadable));
        Assert.DoesNotContain(page.Members, member => member.Id.Value == 200000000000000001);
    }

    [Fact]
    public void A_page_of_which_most_cannot_be_read_is_none() => Assert.Throws<System.Text.Json.JsonException>(() =>
        MemberJsonReader.ReadPage("""[{"user":{"id":"200000000000000001"},"roles":[]},{"user":{}},{"user":{}}]"""u8));

    private static byte[] Page(int members) => Encoding.UTF8.GetBytes(
        "[" + string.Join(',', Enumerable.Range(0, members).Select(i =>
            $$"""{"user":{"id":"{{100_000_000_000_000_000 + i}}",{{Other}}},"roles":["{{1 + (i % 3)}}00000000000000000","500000000000000000"]}""")) + "]");
}

namespace RoleSync.Tests.Ethos;

public sealed class EthosMatchTests
{
    [Fact]
    public void Answers_are_matched_by_userkey_whatever_their_order()
    {
        var body = EthosUsers.List(EthosUsers.User(13).With("score", "1300"), EthosUsers.User(11).With("score", "1100"), EthosUsers.User(12).With("score", "1200"));

        Assert.Equal("11: 1100, 12: 1200, 13: 1300", LookUp(body, 11, 12, 13));
    }

    [Fact]
    public void Each_Discord_account_of_a_person_counts() =>
        Assert.Equal("11: 1640, 12: 1640, 13: absent", LookUp(EthosUsers.List(EthosUsers.User(11, 99, 12)), 11, 12, 13));

    [Fact]
    public void Whom_a_complete_answer_leaves_out_is_absent()
    {
        Assert.Equal("11: absent, 12: 1640", LookUp(EthosUsers.List(EthosUsers.User(12)), 11, 12));
        Assert.Equal("11: absent, 12: absent", LookUp("[]", 11, 12));
    }

    [Fact]
    public void A_user_who_was_merged_is_unknown_and_the_others_are_not() =>
        Assert.Equal(
            "11: unknown, 12: 1640, 13: absent",
            LookUp(EthosUsers.List(EthosUsers.User(11).With("status", "\"MERGED\""), EthosUsers.User(12)), 11, 12, 13));

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"user\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"score\":1640}")]
    [InlineData("{\"userkeys\":null}")]
    [InlineData("{\"userkeys\":\"service:discord:12\"}")]
    [InlineData("{\"userkeys\":[]}")]
    [InlineData("{\"userkeys\":[\"service:x.com:12\"]}")]
    [InlineData("{\"userkeys\":[\"service:discord:99\"]}")]
    [InlineData("{\"userkeys\":[\"service:discord:\"]}")]
    [InlineData("{\"userkeys\":[\"service:discord:1x\"]}")]
    [InlineData("{\"userkeys\":[null]}")]
    public void A_damaged_item_may_be_of_anyone_who_has_no_match(string item) =>
        Assert.Equal("11: 1640, 12: unknown, 13: unknown", LookUp($"[{EthosUsers.User(11).ToJsonString()},{item}]", 11, 12, 13));

    [Fact]
    public void A_userkey_that_cannot_be_read_may_be_of_anyone_who_has_no_match() =>
        Assert.Equal(
            "11: 1640, 12: unknown",
            LookUp(EthosUsers.List(EthosUsers.User(11).With("userkeys", "[\"service:discord:11\",null]")), 11, 12));

    [Theory]
    [InlineData("\\ud83d")]
    [InlineData("x\\udc00y")]
    [InlineData("service:discord:\\ud800")]
    public void A_userkey_with_half_a_character_may_be_of_anyone_and_costs_nobody_who_has_a_match(string key) =>
        Assert.Equal(
            "11: 1640, 12: 1640, 13: unknown",
            LookUp(EthosUsers.List(EthosUsers.User(11), EthosUsers.User(12)).Replace("profileId:12\"", key + "\"", StringComparison.Ordinal), 11, 12, 13));

    [Fact]
    public void A_userkey_with_an_escape_is_the_same_userkey() =>
        Assert.Equal("11: 1640", LookUp(EthosUsers.List(EthosUsers.User(11)).Replace("service:discord:11", "service\\u003adiscord:\\u0031\\u0031"), 11));

    [Fact]
    public void Duplicates_that_agree_are_one_and_those_that_differ_are_unknown()
    {
        var user = EthosUsers.User(11);

        Assert.Equal("11: 1640, 12: absent", LookUp(EthosUsers.List(user, user), 11, 12));
        Assert.Equal("11: unknown, 12: absent", LookUp(EthosUsers.List(user, EthosUsers.User(11).With("score", "800")), 11, 12));
        Assert.Equal("11: unknown", LookUp(EthosUsers.List(user, EthosUsers.User(11).With("status", "\"MERGED\"")), 11));
        Assert.Equal("11: unknown", LookUp(EthosUsers.List(EthosUsers.User(11).With("score", "800"), user, user), 11));
    }

    [Fact]
    public void A_mistyped_field_concerns_its_own_user_only() =>
        Assert.Equal(
            "11: unknown, 12: 1640, 13: absent",
            LookUp(EthosUsers.List(EthosUsers.User(11).With("score", "\"1640\""), EthosUsers.User(12)), 11, 12, 13));

    private static string LookUp(string body, params ulong[] ids)
    {
        using var ethos = new EthosStub(_ => EthosStub.Json(body));
        var standings = ethos.LookUp(ids);
        Assert.Single(ethos.Calls);
        return string.Join(", ", standings.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value.Words()}"));
    }
}

using RoleSync.Core.Guilds;

namespace RoleSync.Tests.Ethos;

public sealed class EthosFieldTests
{
    private const ulong Account = 175928847299117063;

    [Theory]
    [InlineData("score", "1640", "1640")]
    [InlineData("score", "1640.75", "1640.75")]
    [InlineData("score", "0", "0")]
    [InlineData("score", "2800", "2800")]
    [InlineData("score", "missing", "unknown")]
    [InlineData("score", "null", "unknown")]
    [InlineData("score", "\"1640\"", "unknown")]
    [InlineData("score", "{}", "unknown")]
    [InlineData("score", "-1", "unknown")]
    [InlineData("score", "2801", "unknown")]
    [InlineData("score", "1e999", "unknown")]
    [InlineData("status", "\"INACTIVE\"", "1640")]
    [InlineData("status", "\"MERGED\"", "unknown")]
    [InlineData("status", "\"SUSPENDED\"", "unknown")]
    [InlineData("status", "missing", "unknown")]
    [InlineData("status", "null", "unknown")]
    [InlineData("status", "1", "unknown")]
    [InlineData("validatorNftCount", "1", "1640 validator")]
    [InlineData("validatorNftCount", "2.0", "1640 validator")]
    [InlineData("validatorNftCount", "missing", "unknown")]
    [InlineData("validatorNftCount", "null", "unknown")]
    [InlineData("validatorNftCount", "\"1\"", "unknown")]
    [InlineData("validatorNftCount", "true", "unknown")]
    [InlineData("validatorNftCount", "-1", "unknown")]
    [InlineData("humanVerificationStatus", "\"VERIFIED\"", "1640 human")]
    [InlineData("humanVerificationStatus", "\"REQUESTED\"", "1640")]
    [InlineData("humanVerificationStatus", "\"PENDING\"", "1640")]
    [InlineData("humanVerificationStatus", "\"REVOKED\"", "1640")]
    [InlineData("humanVerificationStatus", "missing", "1640")]
    [InlineData("humanVerificationStatus", "null", "1640")]
    [InlineData("humanVerificationStatus", "\"EXPIRED\"", "unknown")]
    [InlineData("humanVerificationStatus", "true", "unknown")]
    [InlineData("displayName", "missing", "1640")]
    [InlineData("links", "null", "1640")]
    [InlineData("xpTotal", "\"1\"", "1640")]
    [InlineData("somethingNew", "{\"a\":[1]}", "1640")]
    [InlineData("stats.holdingsWei", "12345678901234567890123", "1640")]
    [InlineData("stats", "missing", "1640")]
    [InlineData("profileId", "\"12\"", "1640")]
    public void A_field_that_decides_is_strict_and_any_other_is_not(string field, string json, string standing) =>
        Assert.Equal(standing, StandingOf(EthosUsers.User(Account).With(field, json)));

    [Theory]
    [InlineData("score", "1640", "1640 silent")]
    [InlineData("profileId", "5", "1640")]
    [InlineData("profileId", "missing", "unknown")]
    [InlineData("profileId", "\"5\"", "unknown")]
    [InlineData("userkeys", "[\"service:discord:175928847299117063\",\"address:0xabc\"]", "1640")]
    [InlineData("userkeys", "[\"service:discord:175928847299117063\",\"service:x.com:1\"]", "1640 silent")]
    [InlineData("stats", "missing", "unknown")]
    [InlineData("stats", "null", "unknown")]
    [InlineData("stats", "[]", "unknown")]
    [InlineData("stats.review", "missing", "unknown")]
    [InlineData("stats.review.received", "null", "unknown")]
    [InlineData("stats.review.received.negative", "1", "1640")]
    [InlineData("stats.review.received.neutral", "1", "1640")]
    [InlineData("stats.review.received.positive", "1", "1640")]
    [InlineData("stats.review.received.positive", "missing", "unknown")]
    [InlineData("stats.review.received.positive", "\"1\"", "unknown")]
    [InlineData("stats.vouch", "missing", "1640 silent")]
    [InlineData("stats.vouch", "null", "1640 silent")]
    [InlineData("stats.vouch.received.count", "1", "1640")]
    [InlineData("stats.vouch.received.count", "\"1\"", "unknown")]
    [InlineData("stats.vouch.received", "missing", "unknown")]
    [InlineData("stats.vouchTotals", "null", "1640 silent")]
    [InlineData("stats.vouchTotals", "[]", "1640 silent")]
    [InlineData("stats.vouchTotals", "{\"given\":[{\"count\":4}],\"received\":[]}", "1640 silent")]
    [InlineData("stats.vouchTotals", "{\"received\":[{\"token\":\"ETH\",\"amount\":\"5\",\"count\":0},{\"token\":\"X\",\"count\":2}]}", "1640")]
    [InlineData("stats.vouchTotals", "[{\"token\":\"ETH\",\"received\":{\"count\":0}}]", "1640 silent")]
    [InlineData("stats.vouchTotals", "{\"ETH\":{\"received\":{\"count\":1}}}", "1640")]
    [InlineData("stats.vouchTotals", "{\"ETH\":\"5\"}", "unknown")]
    [InlineData("stats.vouchTotals", "7", "unknown")]
    public void Whoever_has_no_proof_of_an_interaction_is_silent_only_when_every_field_says_so(string field, string json, string standing) =>
        Assert.Equal(standing, StandingOf(EthosUsers.Silent(Account).With(field, json)));

    [Fact]
    public void Without_the_old_vouch_field_a_vouch_in_the_new_one_counts() =>
        Assert.Equal("1640", StandingOf(EthosUsers.Silent(Account).With("stats.vouch", "missing").With("stats.vouchTotals", "{\"received\":{\"count\":1}}")));

    private static string StandingOf(System.Text.Json.Nodes.JsonObject user)
    {
        // A number too large for the node's own types would not survive being parsed and written, hence the text.
        using var ethos = new EthosStub(_ => EthosStub.Json(EthosUsers.List(user)));
        return ethos.LookUp(Account)[new MemberId(Account)].Words();
    }
}

using RoleSync.Core.Policies;

namespace RoleSync.Core.Tests.Policies;

public sealed class TierLadderTests
{
    [Fact]
    public void The_default_is_Ethoss_ten_levels() =>
        Assert.Equal(
            "Untrusted 0, Questionable 800, Neutral 1200, Known 1400, Established 1600, Reputable 1800, Exemplary 2000, Distinguished 2200, Revered 2400, Renowned 2600",
            string.Join(", ", TierLadder.Default.Tiers.Select(tier => $"{tier.Name} {tier.Minimum}")));

    [Fact]
    public void Tiers_may_come_in_any_order()
    {
        var ladder = TierLadder.Create([new("Gold Star", 2000), new("Silver", 1000)]).Value!;

        Assert.Equal(["Silver", "Gold Star"], ladder.Tiers.Select(tier => tier.Name));
        Assert.Equal(-1, ladder.IndexOf(999.99));
        Assert.Equal(0, ladder.IndexOf(1000));
        Assert.Equal(1, ladder.IndexOf(2000));
        Assert.Contains("ROLE_GOLD_STAR_VALIDATOR", ladder.Keys.Select(key => key.Key));
    }

    [Fact]
    public void A_ladder_that_makes_no_sense_is_told_in_sentences()
    {
        Assert.Equal(["There is no tier: name at least one with its minimum score."], TierLadder.Create([]).Problems);
        Assert.Equal(
        [
            "\"Gold-Star\" is no name for a tier: use letters and digits, in words parted by one space.",
            "The tier Low begins at -1: a minimum is a score from 0 on.",
            "\"Silver\" and \"Tin\" all begin at 1000: every tier needs a minimum of its own.",
        ],
        TierLadder.Create([new("Gold-Star", 2000), new("Low", -1), new("Silver", 1000), new("Tin", 1000)]).Problems);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("Gold", true)]
    [InlineData("Gold Star 2", true)]
    [InlineData("Gold  Star", false)]
    [InlineData("Gold ", false)]
    [InlineData("Gold St\u00e9r", false)]
    [InlineData("Gold-2 Star", false)]
    [InlineData("A23456789 123456789 123456789 123456789 1234567890", true)]
    [InlineData("A23456789 123456789 123456789 123456789 12345678901", false)]
    public void A_name_is_words_of_letters_and_digits_and_at_most_50_characters_long(string name, bool isName) =>
        Assert.Equal(isName, TierLadder.Create([new(name, 0)]).IsValid);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    public void A_tier_begins_at_a_score_from_0_to_a_million(int minimum, bool mayBe) =>
        Assert.Equal(mayBe, TierLadder.Create([new("Gold", minimum)]).IsValid);

    [Fact]
    public void No_two_roles_may_share_a_key()
    {
        Assert.Equal(
            ["\"Validator\" and \"Validator\" share the key ROLE_VALIDATOR: give the tier another name."],
            TierLadder.Create([new("Validator", 0)]).Problems);
        Assert.Equal(
            ["\"Human validator\" and \"Human (validator)\" share the key ROLE_HUMAN_VALIDATOR: give the tier another name."],
            TierLadder.Create([new("Human", 1000)]).Problems);
    }
}

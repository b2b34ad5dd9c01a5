using RoleSync.Core.Policies;
using RoleSync.Core.Standings;
using RoleSync.Discord.Messages;
using RoleSync.Interactions.Commands;

namespace RoleSync.Tests.Interactions.Commands;

public sealed class ProfileCardTests
{
    private static readonly Profile _ada = new("Ada *the* First", 1640.25)
    {
        IsHuman = true,
        IsValidator = true,
        Reviews = new ReviewCounts(1998, 1, 1),
        Vouches = 1234,
        Xp = 56_789.9,
        Influence = 45.25,
        Page = new Uri("https://app.ethos.network/profile/x/ada"),
        TopReview = new Review("Always [here](https://example.com) @everyone\n# now", "*Bob*", 1),
    };

    [Fact]
    public void A_card_has_everything_that_Ethos_shows_in_the_colour_of_the_tier()
    {
        var card = ProfileCard.Of(_ada, TierLadder.Default);

        Assert.Equal(@"Ada \*the\* First on Ethos", card.Title);
        Assert.Equal("**Established** with a score of **1640.25**", card.Description);
        Assert.Equal((_ada.Page, (int?)0x4E86B9), (card.Url, card.Colour));
        Assert.Equal(
            [
                ("Reviews", "2,000 (99 % positive)"), ("Vouches", "1,234"), ("Badges", "Human validator"), ("Contributor XP", "56,789"), ("Influence", "45.3"),
                ("Most upvoted review", @"“Always \[here\]\(https\://example\.com\) \@everyone \# now” by \*Bob\* (1 upvote)"),
            ],
            card.Fields.Select(field => (field.Name, field.Value)));
    }

    [Fact]
    public void What_Ethos_did_not_say_is_left_out_and_nothing_is_made_up()
    {
        var card = ProfileCard.Of(new Profile("Ada", 0), TierLadder.Default);

        Assert.Equal("**Untrusted** with a score of **0**", card.Description);
        Assert.Equal(("Badges", "none"), Assert.Single(card.Fields.Select(field => (field.Name, field.Value))));
        Assert.Null(card.Url);
    }

    [Fact]
    public void Without_a_review_no_share_is_claimed() =>
        Assert.Equal("none yet", ProfileCard.Of(new Profile("Ada", 1) { Reviews = new ReviewCounts(0, 0, 0) }, TierLadder.Default).Fields[0].Value);

    [Fact]
    public void The_longest_texts_fit_into_what_Discord_takes()
    {
        var endless = new string('*', 50_000);

        var card = ProfileCard.Of(_ada with { Name = endless, TopReview = new Review(endless, endless, int.MaxValue) }, TierLadder.Default);

        Assert.InRange(card.Title!.Length, 1, MessageLimits.Title);
        Assert.All(card.Fields, field => Assert.InRange(field.Value.Length, 1, MessageLimits.FieldValue));
    }
}

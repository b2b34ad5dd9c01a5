using System.Globalization;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Core.Standings;
using RoleSync.Discord.Messages;
using RoleSync.Policies;

namespace RoleSync.Interactions.Commands;

/// <summary>Somebody's Ethos profile as a card in the colour of its tier. What strangers wrote on it is shown as text and nothing else.</summary>
internal static class ProfileCard
{
    private const int NameLength = 64;
    private const int CommentLength = 300;

    /// <summary>The guild's tiers; Ethos's own where it has none.</summary>
    public static TierLadder LadderOf(GuildPolicies policies, GuildId guild) => policies.Find(guild)?.Ladder ?? TierLadder.Default;

    public static Embed Of(Profile profile, TierLadder ladder)
    {
        var tier = ladder.IndexOf(profile.Score) is >= 0 and var index ? ladder.Tiers[index].Name : null;
        var score = Text($"{profile.Score:0.##}");
        return new Embed
        {
            Title = $"{PlainText.Of(profile.Name, NameLength)} on Ethos",
            Url = profile.Page,
            Description = tier is null ? $"Score **{score}**" : $"**{tier}** with a score of **{score}**",
            Colour = RoleAppearance.ColorOf(profile.Score),
            Fields = [.. Fields(profile)],
            Footer = "From Ethos, looked up just now",
        };
    }

    private static IEnumerable<EmbedField> Fields(Profile profile)
    {
        if (profile.Reviews is { } reviews)
        {
            yield return new EmbedField("Reviews", Reviews(reviews));
        }

        if (profile.Vouches is { } vouches)
        {
            yield return new EmbedField("Vouches", Wording.Number(vouches));
        }

        yield return new EmbedField("Badges", Badges(profile));
        if (profile.Xp is { } xp)
        {
            yield return new EmbedField("Contributor XP", Text($"{Math.Floor(xp):N0}"));
        }

        if (profile.Influence is { } influence)
        {
            yield return new EmbedField("Influence", Text($"{influence:#,0.#}"));
        }

        if (profile.TopReview is { } review)
        {
            yield return new EmbedField("Most upvoted review", Review(review), IsInline: false);
        }
    }

    private static string Reviews(ReviewCounts reviews) =>
        reviews.PositiveShare is { } share ? Text($"{reviews.Total:N0} ({Math.Floor(share * 100):0} % positive)") : "none yet";

    private static string Badges(Profile profile) => (profile.IsHuman, profile.IsValidator) switch
    {
        (true, true) => "Human validator",
        (true, false) => "Verified human",
        (false, true) => "Validator",
        (false, false) => "none",
    };

    private static string Review(Review review) =>
        $"“{PlainText.Of(review.Comment, CommentLength)}” by {PlainText.Of(review.Author, NameLength)} ({Wording.Count(review.Upvotes, "upvote")})";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

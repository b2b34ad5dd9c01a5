namespace RoleSync.Sandbox.Worlds;

/// <summary>A review as the simulated Ethos shows it.</summary>
/// <param name="Score">positive, neutral or negative.</param>
/// <param name="Comment">What the author wrote; any text.</param>
/// <param name="Author">The author's name; any text.</param>
/// <param name="Upvotes">From 0.</param>
public sealed record EthosReview(string Score, string Comment, string Author, int Upvotes)
{
    private static readonly string[] _comments =
    [
        "Kept their word.", "Paid on the same day, would deal again.", "**Always** helpful in #support, ask @everyone",
        "Answers questions nobody else would.\n\nPatient, too.", "See https://example.invalid/proof for the whole story", "gm",
        "Built half of the tools we use_every_day", "I have met them twice; what they say is what they do.",
    ];

    private static readonly string[] _authors = ["A friend", "0xReviewer", "*star*", "Somebody [from](https://example.invalid) Lisbon"];

    /// <summary>The reviews that a person has by their counts, made from the person's id: always the same.</summary>
    internal static IEnumerable<EthosReview> Of(EthosUser user)
    {
        var scores = Enumerable.Repeat("positive", user.PositiveReviews)
            .Concat(Enumerable.Repeat("neutral", user.NeutralReviews)).Concat(Enumerable.Repeat("negative", user.NegativeReviews));
        return scores.Select((score, number) => new EthosReview(
            score,
            _comments[(user.Id + number) % _comments.Length],
            _authors[(user.Id + (number * 3)) % _authors.Length],
            (int)((user.Id + (number * 7)) % 23)));
    }
}

using System.Text.Json;
using RoleSync.Core.Standings;

namespace RoleSync.Ethos.Profiles;

/// <summary>Reads reviews. Ethos publishes no schema of them, so that whatever is missing is done without.</summary>
internal static class ReviewBody
{
    /// <summary>The review with a comment that has the most upvotes, of equals the first; null when there is none.</summary>
    public static Review? Best(JsonElement page)
    {
        if (ProfileBody.Child(page, "values") is not { ValueKind: JsonValueKind.Array } values)
        {
            return null;
        }

        Review? best = null;
        foreach (var item in values.EnumerateArray())
        {
            if (Read(item) is { } review && (best is null || review.Upvotes > best.Upvotes))
            {
                best = review;
            }
        }

        return best;
    }

    private static Review? Read(JsonElement item)
    {
        if (ProfileBody.Text(item, "type") is { } type && !string.Equals(type, "review", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var author = ProfileBody.Child(item, "author");
        return ProfileBody.Text(ProfileBody.Child(item, "data"), "comment") is { } comment
            ? new Review(
                comment,
                ProfileBody.Text(author, "name") ?? ProfileBody.Text(author, "username") ?? "somebody",
                ProfileBody.Count(ProfileBody.Child(item, "votes"), "upvotes") ?? 0)
            : null;
    }
}

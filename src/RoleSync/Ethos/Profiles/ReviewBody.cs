using System.Text.Json;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Http;
using RoleSync.Ethos.Users;

namespace RoleSync.Ethos.Profiles;

/// <summary>Reads reviews. Ethos publishes no schema of them, so that whatever is missing is done without.</summary>
internal static class ReviewBody
{
    /// <summary>The review with a comment that has the most upvotes, of equals the first; null when there is none.</summary>
    public static EthosAnswer<Review?> ReadBest(JsonElement body)
    {
        Review? best = null;
        if (JsonFields.Child(body, "values"u8) is { ValueKind: JsonValueKind.Array } values)
        {
            foreach (var item in values.EnumerateArray())
            {
                if (Read(item) is { } review && (best is null || review.Upvotes > best.Upvotes))
                {
                    best = review;
                }
            }
        }

        return new EthosAnswer<Review?>.Ok(best);
    }

    private static Review? Read(JsonElement? item)
    {
        if (item.Text("type"u8) is { } type && !string.Equals(type, "review", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var author = item.Child("author"u8);
        return item.Child("data"u8).Text("comment"u8) is { } comment
            ? new Review(comment, author.Text("name"u8) ?? author.Text("username"u8) ?? "somebody", item.Child("votes"u8).Count("upvotes"u8) ?? 0)
            : null;
    }
}

using System.Text.Json;

namespace RoleSync.Sandbox.Ethos;

/// <summary>What the body of POST /activities/profile/received asks for, beside whom.</summary>
/// <param name="Reviews">Whether reviews are among the kinds that are asked for.</param>
/// <param name="Score">Only reviews of this score, in lower case; null: all.</param>
/// <param name="ByVotes">In order of votes, else of time.</param>
/// <param name="Descending">Highest or newest first.</param>
/// <param name="Limit">0 to 1000.</param>
/// <param name="Offset">From 0.</param>
internal sealed record ActivityQuery(bool Reviews, string? Score, bool ByVotes, bool Descending, int Limit, int Offset)
{
    private static readonly string[] _kinds =
    [
        "attestation", "closed-slash", "invitation-accepted", "market", "market-vote", "open-slash", "project", "reply", "review", "slash",
        "unvouch", "vouch", "vote",
    ];

    private static readonly string[] _orders = ["timestamp", "votes", "comments", "score", "controversial", "hot", "distance"];

    private static readonly string[] _switches = ["excludeHistorical", "excludeSpam"];

    /// <summary>What Ethos would refuse about the body; null: nothing.</summary>
    public static string? Issue(JsonElement body) =>
        Field(body, "filter") is { } filter && !(filter.ValueKind == JsonValueKind.Array && filter.EnumerateArray().All(kind => IsOneOf(kind, _kinds)))
            ? "filter: Invalid enum value"
        : Field(body, "orderBy") is { } order && !(IsOneOf(Field(order, "field"), _orders) && IsOneOf(Field(order, "direction"), "asc", "desc"))
            ? "orderBy: Invalid input"
        : Field(body, "reviewScore") is { } score && !IsOneOf(score, "NEGATIVE", "NEUTRAL", "POSITIVE") ? "reviewScore: Invalid enum value"
        : Field(body, "limit") is { } limit && !(Whole(limit) is >= 0 and <= 1000) ? "limit: Number must be 0 to 1000"
        : Field(body, "offset") is { } offset && !(Whole(offset) >= 0) ? "offset: Number must be at least 0"
        : _switches.Any(name => Field(body, name) is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
            ? "Expected boolean"
        : null;

    /// <summary>Reads a body without an issue.</summary>
    public static ActivityQuery Read(JsonElement body)
    {
        var order = Field(body, "orderBy");
        return new ActivityQuery(
            Field(body, "filter") is not { } filter || filter.EnumerateArray().Any(kind => kind.GetString() == "review"),
            Field(body, "reviewScore")?.GetString()!.ToLowerInvariant(),
            order is { } by && Field(by, "field")?.GetString() == "votes",
            order is not { } to || Field(to, "direction")?.GetString() == "desc",
            Field(body, "limit") is { } limit ? Whole(limit)!.Value : 50,
            Field(body, "offset") is { } offset ? Whole(offset)!.Value : 0);
    }

    private static JsonElement? Field(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var field) ? field : null;

    private static bool IsOneOf(JsonElement? value, params string[] allowed) =>
        value is { ValueKind: JsonValueKind.String } text && allowed.Contains(text.GetString());

    private static int? Whole(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}

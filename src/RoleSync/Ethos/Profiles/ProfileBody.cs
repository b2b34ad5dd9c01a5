using System.Text.Json;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Users;
using RoleSync.Transport;

namespace RoleSync.Ethos.Profiles;

/// <summary>Reads a user for people to look at: who it is and the score have to make sense, anything else may be missing.</summary>
internal static class ProfileBody
{
    /// <summary>The profile; else why the answer is of no use.</summary>
    /// <param name="user">The body of the answer.</param>
    /// <param name="member">Whose Discord account was asked for: then the user must name it.</param>
    public static (Profile? Profile, string? Why) Read(JsonElement user, MemberId? member)
    {
        if (EthosUser.Userkeys(user) is not { } userkeys || EthosUser.Number(user, "score"u8) is not (>= 0 and <= 2800 and var score))
        {
            return (null, "Ethos's answer was no user with a score.");
        }

        if (member is { } asked && !Names(userkeys, asked))
        {
            return (null, "Ethos answered with somebody else.");
        }

        if (Text(user, "status") == "MERGED")
        {
            return (null, "Ethos has merged this user into another one.");
        }

        var stats = Child(user, "stats");
        return (new Profile(Text(user, "displayName") ?? Text(user, "username") ?? "Somebody", score)
        {
            HasInteractions = EthosInteractions.Of(user, userkeys),
            IsValidator = EthosUser.Number(user, "validatorNftCount"u8) > 0,
            IsHuman = Text(user, "humanVerificationStatus") == "VERIFIED",
            Reviews = Reviews(Child(Child(stats, "review"), "received")),
            Vouches = Count(Child(Child(stats, "vouch"), "received"), "count") ?? VouchTotals(Child(stats, "vouchTotals")),
            Xp = Positive(EthosUser.Number(user, "xpTotal"u8)),
            Influence = Positive(EthosUser.Number(user, "influenceFactor"u8)),
            Page = Page(Text(Child(user, "links"), "profile")),
        }, null);
    }

    /// <summary>A number from 0 as a count; null for anything else.</summary>
    public static int? Count(JsonElement? parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && number >= 0 && double.IsFinite(number)
            ? (int)Math.Min(number, int.MaxValue) : null;

    /// <summary>A text that is not blank, cleaned; null for anything else.</summary>
    public static string? Text(JsonElement? parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? OutsideText.Clean(text) : null;

    /// <summary>A field of an object; null where there is none.</summary>
    public static JsonElement? Child(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var child) ? child : null;

    private static bool Names(JsonElement userkeys, MemberId member)
    {
        foreach (var userkey in userkeys.EnumerateArray())
        {
            if (EthosUser.Read(userkey, out var named) == UserkeyKind.Discord && named == member)
            {
                return true;
            }
        }

        return false;
    }

    private static ReviewCounts? Reviews(JsonElement? received) =>
        Count(received, "positive") is { } positive && Count(received, "neutral") is { } neutral && Count(received, "negative") is { } negative
            ? new ReviewCounts(positive, neutral, negative) : null;

    /// <summary>The shape is published nowhere: every received count in it is added up, wherever it stands.</summary>
    private static int? VouchTotals(JsonElement? totals)
    {
        switch (totals)
        {
            case { ValueKind: JsonValueKind.Array } list:
                return Sum(list.EnumerateArray().Select(item => VouchTotals(item)));
            case { ValueKind: JsonValueKind.Object } map:
                return Sum(map.EnumerateObject().Where(field => !field.NameEquals("given"))
                    .Select(field => field.NameEquals("count") ? Count(map, "count") : VouchTotals(field.Value)));
            default:
                return null;
        }

        static int? Sum(IEnumerable<int?> parts) =>
            parts.OfType<int>().ToList() is { Count: > 0 } counts ? (int)Math.Min(counts.Sum(count => (long)count), int.MaxValue) : null;
    }

    /// <summary>A number that a person can have; null for anything else.</summary>
    private static double? Positive(double? number) => number is >= 0 and <= 1e15 ? number : null;

    /// <summary>A link to Ethos and nowhere else, whatever the answer says.</summary>
    private static Uri? Page(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var page) && page.Scheme == Uri.UriSchemeHttps && page.IsDefaultPort && page.UserInfo.Length == 0
            && (page.IdnHost == "ethos.network" || page.IdnHost.EndsWith(".ethos.network", StringComparison.Ordinal))
            ? page : null;
}

using System.Globalization;
using System.Text.Json.Nodes;
using RoleSync.Core.Standings;

namespace RoleSync.Tests.Ethos;

/// <summary>Users as Ethos writes them, and words for the standings that come of them.</summary>
internal static class EthosUsers
{
    /// <summary>An ordinary user with these Discord accounts: score 1640, no badge, reviewed, with profile and address.</summary>
    public static JsonObject User(params IEnumerable<ulong> accounts) => JsonNode.Parse($$"""
        {
          "id": 7, "profileId": 12, "displayName": "Ada", "username": "ada", "avatarUrl": "https://example.org/a.png", "description": null,
          "score": 1640, "status": "ACTIVE",
          "userkeys": ["profileId:12", "address:0xabc", "service:x.com:99"{{string.Concat(accounts.Select(id => $", \"service:discord:{id}\""))}}],
          "xpTotal": 1.5, "xpStreakDays": 0, "xpRemovedDueToAbuse": false, "influenceFactor": 1.25, "influenceFactorPercentile": 40.5,
          "validatorNftCount": 0, "humanVerificationStatus": null, "meowMeowsNftCount": 3,
          "links": { "profile": "https://example.org/p", "scoreBreakdown": "https://example.org/s" },
          "stats": {
            "holdingsWei": "99999999999999999999999",
            "review": { "received": { "negative": 0, "neutral": 1, "positive": 2 } },
            "vouch": { "given": { "amountWeiTotal": "99999999999999999999", "count": 3 }, "received": { "amountWeiTotal": 5, "count": 1 } }
          }
        }
        """)!.AsObject();

    /// <summary>A user with whom nobody has interacted: neither profile nor address, no review, no vouch received.</summary>
    public static JsonObject Silent(ulong account) => User(account)
        .With("profileId", "null").With("userkeys", $"[\"service:discord:{account}\"]")
        .With("stats.review.received.neutral", "0").With("stats.review.received.positive", "0").With("stats.vouch.received.count", "0");

    /// <summary>Sets the field of this path to the JSON, or takes it away when the JSON is <c>missing</c>.</summary>
    public static JsonObject With(this JsonObject user, string path, string json)
    {
        var names = path.Split('.');
        var parent = names[..^1].Aggregate((JsonNode)user, (node, name) => node[name]!).AsObject();
        parent.Remove(names[^1]);
        if (json != "missing")
        {
            parent.Add(names[^1], JsonNode.Parse(json));
        }

        return user;
    }

    public static string List(params IEnumerable<JsonNode> users) => $"[{string.Join(',', users.Select(user => user.ToJsonString()))}]";

    /// <summary>Writes <c>1640</c>, <c>1640 validator human</c>, <c>1640 silent</c>, <c>absent</c> or <c>unknown</c>.</summary>
    public static string Words(this Standing standing) => standing switch
    {
        Standing.Known known => known.Score.ToString(CultureInfo.InvariantCulture)
            + (known.IsValidator ? " validator" : "") + (known.IsHuman ? " human" : "") + (known.HasInteractions ? "" : " silent"),
        Standing.Absent => "absent",
        _ => "unknown",
    };
}

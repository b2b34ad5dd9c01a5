using System.Text.Json;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Ethos;

/// <summary>Writes Ethos users (https://developers.ethos.network, users).</summary>
internal static class EthosJson
{
    private static readonly string[] _levels =
        ["untrusted", "questionable", "neutral", "known", "established", "reputable", "exemplary", "distinguished", "revered", "renowned"];

    public static string LevelOf(int score) => _levels[Ladder.TierOf(score)];

    public static void WriteUser(this Utf8JsonWriter json, EthosUser user)
    {
        json.WriteStartObject();
        json.WriteNumber("id", user.Id);
        if (user.ProfileId is { } profile)
        {
            json.WriteNumber("profileId", profile);
        }
        else
        {
            json.WriteNull("profileId");
        }
        json.WriteString("displayName", user.Handle);
        json.WriteString("username", user.Status == EthosStatus.Inactive ? null : user.Handle);
        json.WriteString("avatarUrl", "https://example.invalid/avatar.png");
        json.WriteNull("description");
        json.WriteNumber("score", user.Score);
        json.WriteString("status", user.Status switch { EthosStatus.Active => "ACTIVE", EthosStatus.Inactive => "INACTIVE", EthosStatus.Merged => "MERGED" });
        WriteUserkeys(json, user);
        json.WriteNumber("xpTotal", user.Id % 5000);
        json.WriteNumber("xpStreakDays", user.Id % 30);
        json.WriteBoolean("xpRemovedDueToAbuse", false);
        json.WriteNumber("influenceFactor", (user.Id % 1000) / 10.0);
        json.WriteNumber("influenceFactorPercentile", (user.Id % 100) + 0.5);
        json.WriteNumber("validatorNftCount", user.ValidatorNftCount);
        WriteHuman(json, user.Human);
        json.WriteStartObject("links");
        json.WriteString("profile", "https://app.ethos.network/profile/x/person");
        json.WriteString("scoreBreakdown", "https://app.ethos.network/profile/x/person/score");
        json.WriteEndObject();
        WriteStats(json, user);
        json.WriteEndObject();
    }

    private static void WriteUserkeys(Utf8JsonWriter json, EthosUser user)
    {
        json.WriteStartArray("userkeys");
        foreach (var userkey in user.Userkeys())
        {
            json.WriteStringValue(userkey);
        }
        json.WriteEndArray();
    }

    private static void WriteHuman(Utf8JsonWriter json, HumanVerification human)
    {
        switch (human)
        {
            case HumanVerification.Missing:
                break;
            case HumanVerification.None:
                json.WriteNull("humanVerificationStatus");
                break;
            default:
                json.WriteString("humanVerificationStatus", human.ToString().ToUpperInvariant());
                break;
        }
    }

    private static void WriteStats(Utf8JsonWriter json, EthosUser user)
    {
        json.WriteStartObject("stats");
        json.WriteStartObject("review");
        json.WriteStartObject("received");
        json.WriteNumber("negative", user.NegativeReviews);
        json.WriteNumber("neutral", user.NeutralReviews);
        json.WriteNumber("positive", user.PositiveReviews);
        json.WriteEndObject();
        json.WriteEndObject();
        if (user.VouchesReceived is { } vouches)
        {
            json.WriteStartObject("vouch");
            WriteVouches(json, "given", 0);
            WriteVouches(json, "received", vouches);
            json.WriteEndObject();
        }
        json.WriteStartArray("vouchTotals");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteVouches(Utf8JsonWriter json, string name, int count)
    {
        json.WriteStartObject(name);
        json.WriteNumber("amountWeiTotal", count * 10_000_000_000_000_000L);
        json.WriteNumber("count", count);
        json.WriteEndObject();
    }
}

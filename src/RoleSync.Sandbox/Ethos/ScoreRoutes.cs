using System.Globalization;
using System.Text.Json;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Ethos;

/// <summary>Scores by userkey, and whose score changed.</summary>
internal sealed class ScoreRoutes(EthosDirectory people, TimeProvider time)
{
    public IEnumerable<ApiRoute> All =>
    [
        new("POST", "/score/userkeys", Many),
        new("GET", "/score/userkey", call => ForUserkey(call, user => Answer.Json(200, json => WriteScore(json, user.Score)))),
        new("GET", "/score/status", call => ForUserkey(call, _ => Answer.Json(200, WriteIdle))),
        new("GET", "/score/updates", Updates),
    ];

    private Answer ForUserkey(Call call, Func<EthosUser, Answer> answer) =>
        call.Query("userkey") is not { Length: > 0 } userkey ? EthosError.BadRequest("userkey: Required")
        : people.FindByUserkey(userkey) is { } user ? answer(user)
        : EthosError.UserNotFound();

    private Answer Many(Call call)
    {
        using var body = call.TryJson();
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("userkeys", out var keys)
            || keys.ValueKind != JsonValueKind.Array || keys.EnumerateArray().Any(key => key.ValueKind != JsonValueKind.String))
        {
            return EthosError.BadRequest("userkeys: Required");
        }
        var userkeys = keys.EnumerateArray().Select(key => key.GetString()!).Distinct().ToList();
        return Answer.Json(200, json =>
        {
            json.WriteStartObject();
            foreach (var userkey in userkeys)
            {
                json.WritePropertyName(userkey);
                WriteScore(json, people.FindByUserkey(userkey)?.Score ?? 0); // 0 also for keys never seen: no proof of a profile
            }
            json.WriteEndObject();
        });
    }

    private Answer Updates(Call call)
    {
        if (!DateTimeOffset.TryParse(call.Query("after"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var after))
        {
            return EthosError.BadRequest("after: Required");
        }
        var until = DateTimeOffset.TryParse(call.Query("until"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var given) ? given : time.GetUtcNow();
        if (!int.TryParse(call.Query("limit") ?? "50", NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit > 1000
            || !int.TryParse(call.Query("offset") ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return EthosError.BadRequest("limit: Number must be 0 to 1000; offset: Number must be at least 0");
        }
        var all = people.UpdatedBetween(after, until).SelectMany(update => update.User.Userkeys().Select(userkey => (userkey, update.At))).ToList();
        return Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("values");
            foreach (var (userkey, at) in all.Skip(offset).Take(limit))
            {
                json.WriteStartObject();
                json.WriteString("userkey", userkey);
                json.WriteString("lastUpdatedAt", at);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("total", all.Count);
            json.WriteNumber("limit", limit);
            json.WriteNumber("offset", offset);
            json.WriteEndObject();
        });
    }

    private static void WriteScore(Utf8JsonWriter json, int score)
    {
        json.WriteStartObject();
        json.WriteNumber("score", score);
        json.WriteString("level", EthosJson.LevelOf(score));
        json.WriteEndObject();
    }

    private static void WriteIdle(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("status", "idle");
        json.WriteBoolean("isQueued", false);
        json.WriteBoolean("isCalculating", false);
        json.WriteBoolean("isPending", false);
        json.WriteEndObject();
    }
}

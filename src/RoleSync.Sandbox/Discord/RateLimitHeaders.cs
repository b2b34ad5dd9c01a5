using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Limiting;

namespace RoleSync.Sandbox.Discord;

/// <summary>The headers and the body that tell of a limit (https://docs.discord.com/developers/topics/rate-limits).</summary>
internal static class RateLimitHeaders
{
    private static readonly Dictionary<LimitedRoute, string> _hashes = Enum.GetValues<LimitedRoute>().ToDictionary(
        route => route,
        route => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"bucket {route}")).AsSpan(0, 16)));

    public static void Put(Answer answer, LimitedRoute route, Verdict verdict, DateTimeOffset reset)
    {
        var noise = route == LimitedRoute.Application; // always "nothing left, for a millisecond"
        answer.With("X-RateLimit-Limit", verdict.Limit.ToString(CultureInfo.InvariantCulture))
            .With("X-RateLimit-Remaining", noise ? "0" : verdict.Remaining.ToString(CultureInfo.InvariantCulture))
            .With("X-RateLimit-Reset", Seconds(reset.ToUnixTimeMilliseconds()))
            .With("X-RateLimit-Reset-After", noise ? "0.001" : Seconds(Milliseconds(verdict.ResetAfter)))
            .With("X-RateLimit-Bucket", _hashes[route]);
    }

    public static Answer TooMany(Verdict verdict, string scope)
    {
        var milliseconds = Milliseconds(verdict.RetryAfter);
        var answer = Answer.Json(429, json =>
        {
            json.WriteStartObject();
            json.WriteString("message", "You are being rate limited.");
            json.WriteNumber("retry_after", milliseconds / 1000m);
            json.WriteBoolean("global", scope == "global");
            json.WriteNumber("code", 0); // optional in the documentation, required in the specification
            json.WriteEndObject();
        });
        answer.With("Retry-After", WholeSeconds(verdict.RetryAfter)).With("X-RateLimit-Scope", scope);
        return scope == "global" ? answer.With("X-RateLimit-Global", "true") : answer;
    }

    public static string WholeSeconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    private static string Seconds(long milliseconds) => (milliseconds / 1000m).ToString("F3", CultureInfo.InvariantCulture);
}

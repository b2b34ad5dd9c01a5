using System.Text.Json;
using RoleSync.Core.Waiting;
using RoleSync.Discord.RateLimits.Windows;
using RoleSync.Discord.Wire;
using RoleSync.Transport;

namespace RoleSync.Discord.Http;

/// <summary>
/// Reads a 429. See <see href="https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit">Discord's answer to too
/// many requests</see>: the body counts in milliseconds, the Retry-After header in whole seconds.
/// </summary>
internal static class TooManyRequestsReader
{
    private const int MostBytes = 64 * 1024;

    public static async Task<RateLimitHit> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var body = await ReadBodyAsync(response, ct);
        var retryAfter = body?.RetryAfter is { } seconds ? RequestedWait.Seconds(seconds) : null;
        return new RateLimitHit(Scope(response, body), retryAfter ?? LimitHeaders.Seconds(response.Headers, "Retry-After"));
    }

    /// <summary>Discord's answers come as JSON and, from its own edge, through a proxy that names itself in Via; Cloudflare's do neither.</summary>
    private static LimitScope Scope(HttpResponseMessage response, RateLimitHitWire? body)
    {
        if (body is null && !response.Headers.NonValidated.Contains("Via"))
        {
            return LimitScope.Cloudflare;
        }

        var scope = LimitHeaders.First(response.Headers, "X-RateLimit-Scope");
        return scope == "shared" ? LimitScope.Shared
            : scope == "global" || body is { Global: true } || response.Headers.NonValidated.Contains("X-RateLimit-Global") ? LimitScope.Global
            : LimitScope.User;
    }

    private static async Task<RateLimitHitWire?> ReadBodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            using var body = await ResponseBody.ReadAsync(response.Content, MostBytes, ct);
            return JsonSerializer.Deserialize(body.Utf8, DiscordJson.Default.RateLimitHitWire);
        }
        catch (Exception fault) when (TransientFaults.Is(fault))
        {
            return null;
        }
    }
}

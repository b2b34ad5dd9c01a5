using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// Counts the responses that Discord holds against the bot: 401, 403, and 429 unless its scope is "shared". At 10,000 within ten minutes Cloudflare
/// <see href="https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans">bans the address</see>; at 500
/// nothing more is sent.
/// </summary>
internal sealed class InvalidRequestMeter
{
    /// <summary>The count at which nothing more is sent.</summary>
    public const int Breaker = 500;

    /// <summary>The rolling window of the count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Queue<TimeSpan> _responses = new();

    /// <summary>A response came.</summary>
    public void OnResponse(in ResponseInfo response)
    {
        if (response.Status is 401 or 403 || (response.Status == 429 && response.Hit?.Scope != LimitScope.Shared))
        {
            _responses.Enqueue(response.ReceivedAt);
        }
    }

    /// <summary>Responses of the ten minutes that end now.</summary>
    public int Count(TimeSpan now)
    {
        while (_responses.TryPeek(out var oldest) && oldest + Window <= now)
        {
            _responses.Dequeue();
        }

        return _responses.Count;
    }

    /// <summary>From when on requests may be sent; <paramref name="now"/> while fewer than <see cref="Breaker"/> count.</summary>
    public TimeSpan OpensAt(TimeSpan now) =>
        Count(now) < Breaker ? now : _responses.ElementAt(_responses.Count - Breaker) + Window;
}

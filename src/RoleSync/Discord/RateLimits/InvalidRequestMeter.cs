using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// Counts the answers that Discord counts as invalid: 401, 403, and 429 unless shared. At 10,000 in ten minutes Cloudflare
/// <see href="https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans">bans the address</see>; this one stops at 500.
/// </summary>
internal sealed class InvalidRequestMeter
{
    /// <summary>The count at which nothing more is sent.</summary>
    public const int Breaker = 500;

    /// <summary>The rolling window of the count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Queue<TimeSpan> _answers = new();

    /// <summary>Takes an answer into account.</summary>
    public void Answered(in ResponseInfo reply)
    {
        if (reply.Status is 401 or 403 || (reply.Status == 429 && reply.Excess?.Scope != LimitScope.Shared))
        {
            _answers.Enqueue(reply.ReceivedAt);
        }
    }

    /// <summary>Invalid answers in the ten minutes that end now.</summary>
    public int Count(TimeSpan now)
    {
        while (_answers.TryPeek(out var oldest) && oldest + Window <= now)
        {
            _answers.Dequeue();
        }

        return _answers.Count;
    }

    /// <summary>From when on requests may be sent again; now or earlier while the breaker is closed.</summary>
    public TimeSpan OpensAt(TimeSpan now) =>
        Count(now) < Breaker ? now : _answers.ElementAt(_answers.Count - Breaker) + Window;
}

using RoleSync.Core.Waiting;
using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// Keeps all requests of the bot together within Discord's
/// <see href="https://discord.com/developers/docs/topics/rate-limits#global-rate-limit">global limit</see> of 50 a second, of which no header tells
/// how many are left. A request counts from its permit until one second after its response, and at most so many count at once: Discord receives it
/// somewhere in between, so whatever the network or a busy processor does to requests on the way, no second of Discord's sees more of them.
/// </summary>
internal sealed class GlobalLimit
{
    private static readonly TimeSpan _longBlock = TimeSpan.FromSeconds(30);

    /// <summary>For so long after a request that a person waits for, a share stays free for the next: what people ask for often takes several calls.</summary>
    private static readonly TimeSpan _shareKeptFor = TimeSpan.FromSeconds(30);

    /// <summary>When the responses came that still count, a ring that begins at the oldest.</summary>
    private readonly TimeSpan[] _responses;
    private readonly TimeSpan _second;
    private readonly int _share;
    private TimeSpan _shareKeptUntil = TimeSpan.MinValue;
    private int _oldest;
    private int _counted;
    private bool _isProbed;
    private bool _isProbeInFlight;

    public GlobalLimit(int requests, TimeSpan second)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(requests, 1);
        _responses = new TimeSpan[requests];
        _second = second;
        _share = requests / 30;
    }

    /// <summary>Requests that may count at once.</summary>
    public int Requests => _responses.Length;

    /// <summary>How long a request counts after its response: a second, unless a simulated Discord runs faster.</summary>
    public TimeSpan Second => _second;

    /// <summary>Requests without a response yet.</summary>
    public int InFlight { get; private set; }

    /// <summary>Until when nothing at all may be sent, because a 429 asked for that; a time that has passed when nothing did.</summary>
    public TimeSpan BlockedUntil { get; private set; } = TimeSpan.MinValue;

    /// <summary>
    /// When one more request of that priority may be sent; <see cref="TimeSpan.MaxValue"/> when a response has to come first. Bulk work leaves one
    /// request in thirty to interactive work while there is any. After a block one request goes ahead; the others follow when it was not refused.
    /// </summary>
    public TimeSpan OpensAt(RequestPriority priority, TimeSpan now)
    {
        if (BlockedUntil > now)
        {
            return BlockedUntil;
        }

        if (_isProbed && _isProbeInFlight)
        {
            return TimeSpan.MaxValue;
        }

        var missing = Count(now) + 1 - (priority != RequestPriority.Interactive && now < _shareKeptUntil ? _responses.Length - _share : _responses.Length);
        return missing <= 0 ? now
            : missing <= _counted ? _responses[(_oldest + missing - 1) % _responses.Length] + _second
            : TimeSpan.MaxValue;
    }

    /// <summary>A permit was given.</summary>
    public void OnSent(RequestPriority priority, TimeSpan now)
    {
        _shareKeptUntil = priority == RequestPriority.Interactive ? now + _shareKeptFor : _shareKeptUntil;
        InFlight++;
        _isProbeInFlight |= _isProbed;
    }

    /// <summary>A response came.</summary>
    public void OnResponse(TimeSpan sentAt, TimeSpan now)
    {
        Ended(now);
        if (sentAt >= BlockedUntil)
        {
            (_isProbed, _isProbeInFlight) = (false, false);
        }
    }

    /// <summary>No response will come: Discord may have received the request at any time until now.</summary>
    public void OnLost(TimeSpan sentAt, TimeSpan now)
    {
        Ended(now);
        _isProbeInFlight &= sentAt < BlockedUntil;
    }

    /// <summary>Sends nothing before that time, whatever its priority.</summary>
    public void Block(TimeSpan until)
    {
        if (until > BlockedUntil)
        {
            (BlockedUntil, _isProbed, _isProbeInFlight) = (until, true, false);
        }
    }

    /// <summary>Why nothing is sent, where that takes longer than 30 s, so that people should know; else null.</summary>
    public BlockReason? LongBlock(TimeSpan now) => BlockedUntil > now && BlockedUntil - now is var left && left > _longBlock
        ? new BlockReason(
            $"Discord answered 429 for everything this bot asks. Nothing is sent for {Math.Ceiling(left.TotalMinutes):0} min, an hour at most whatever it asked for; then one "
            + "request asks again, and everything goes on by itself when that is answered.",
            left)
        : null;

    /// <summary>Requests that count now.</summary>
    public int Count(TimeSpan now)
    {
        while (_counted > 0 && _responses[_oldest] + _second <= now)
        {
            _oldest = (_oldest + 1) % _responses.Length;
            _counted--;
        }

        return InFlight + _counted;
    }

    private void Ended(TimeSpan now)
    {
        InFlight--;
        Count(now);
        _responses[(_oldest + _counted++) % _responses.Length] = now;
    }
}

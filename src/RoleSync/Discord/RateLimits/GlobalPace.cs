using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// At most so many requests between their permit and one second after their answer, over all buckets. Discord shows its global counter in
/// no header, so the pace has to keep clear of it: <see href="https://discord.com/developers/docs/topics/rate-limits#global-rate-limit">50 a
/// second</see>. A request arrives somewhere between its permit and its answer: whatever the network and a starved processor do to them on the
/// way, no second of Discord's sees more requests than this.
/// </summary>
internal sealed class GlobalPace
{
    private static readonly TimeSpan _worthTelling = TimeSpan.FromSeconds(30);

    /// <summary>Who asked once will ask again: a status is looked at twice, a member's reasons take several calls.</summary>
    private static readonly TimeSpan _peopleStay = TimeSpan.FromSeconds(30);

    private readonly TimeSpan[] _answers;
    private readonly TimeSpan _second;
    private readonly int _reserve;
    private TimeSpan _peopleUntil = TimeSpan.MinValue;
    private int _oldest;
    private int _answered;
    private bool _isProbed;
    private bool _hasProbe;

    public GlobalPace(int requests, TimeSpan second)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(requests, 1);
        _answers = new TimeSpan[requests];
        _second = second;
        _reserve = requests / 30;
    }

    /// <summary>Requests that may count at once.</summary>
    public int Requests => _answers.Length;

    /// <summary>How long a request counts after its answer: Discord's second.</summary>
    public TimeSpan Second => _second;

    /// <summary>Requests without an answer yet.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Until when nothing at all may be sent.</summary>
    public TimeSpan BlockedUntil { get; private set; } = TimeSpan.MinValue;

    /// <summary>
    /// When the lane may send its next request; <see cref="TimeSpan.MaxValue"/> when an answer has to come first. Bulk work leaves a small share
    /// to interactive work while there is any. After a block one request goes ahead: the others follow when it was not refused.
    /// </summary>
    public TimeSpan OpensAt(RequestPriority lane, TimeSpan now)
    {
        if (BlockedUntil > now)
        {
            return BlockedUntil;
        }

        if (_isProbed && _hasProbe)
        {
            return TimeSpan.MaxValue;
        }

        var missing = Count(now) + 1 - (lane == RequestPriority.Bulk && now < _peopleUntil ? _answers.Length - _reserve : _answers.Length);
        return missing <= 0 ? now
            : missing <= _answered ? _answers[(_oldest + missing - 1) % _answers.Length] + _second
            : TimeSpan.MaxValue;
    }

    /// <summary>A permit was given.</summary>
    public void Sent(RequestPriority lane, TimeSpan now)
    {
        _peopleUntil = lane == RequestPriority.Interactive ? now + _peopleStay : _peopleUntil;
        UnderWay++;
        _hasProbe |= _isProbed;
    }

    /// <summary>The answer is here.</summary>
    public void Answered(TimeSpan sentAt, TimeSpan now)
    {
        Ended(now);
        if (sentAt >= BlockedUntil)
        {
            (_isProbed, _hasProbe) = (false, false);
        }
    }

    /// <summary>No answer will come: the request may have arrived until now.</summary>
    public void Lost(TimeSpan sentAt, TimeSpan now)
    {
        Ended(now);
        _hasProbe &= sentAt < BlockedUntil;
    }

    /// <summary>Closes the pace for every lane.</summary>
    public void Block(TimeSpan until)
    {
        if (until > BlockedUntil)
        {
            (BlockedUntil, _isProbed, _hasProbe) = (until, true, false);
        }
    }

    /// <summary>Why nothing is sent, where that takes so long that people should know; else null.</summary>
    public Halt? LongBlock(TimeSpan now) => BlockedUntil > now && BlockedUntil - now is var left && left > _worthTelling
        ? new Halt(
            $"Discord answered 429 for everything this bot asks. Nothing is sent for {Math.Ceiling(left.TotalMinutes):0} min, an hour at most whatever it asked for; then one "
            + "request asks again, and everything goes on by itself when that is answered.",
            left)
        : null;

    /// <summary>Requests that count now.</summary>
    public int Count(TimeSpan now)
    {
        while (_answered > 0 && _answers[_oldest] + _second <= now)
        {
            _oldest = (_oldest + 1) % _answers.Length;
            _answered--;
        }

        return UnderWay + _answered;
    }

    private void Ended(TimeSpan now)
    {
        UnderWay--;
        Count(now);
        _answers[(_oldest + _answered++) % _answers.Length] = now;
    }
}

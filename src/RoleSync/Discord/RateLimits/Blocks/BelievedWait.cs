using RoleSync.Core.Waiting;

namespace RoleSync.Discord.RateLimits.Blocks;

/// <summary>
/// How long a wait is believed when a response asks to leave its bucket alone: a minute, then one request tries again; twice as long each time that
/// this request is told the same, an hour at most. So a real wait of days costs a few 429, and a damaged number costs a minute.
/// </summary>
internal sealed class BelievedWait
{
    private TimeSpan _longest = RequestedWait.MostOfOneBucket;
    private TimeSpan? _closedAt;

    /// <summary>The longest wait that is believed now.</summary>
    public TimeSpan Longest => _longest;

    /// <summary>What the last such response asked for, where that is longer than what is waited; null where it is believed in full.</summary>
    public TimeSpan? Disbelieved { get; private set; }

    /// <summary>A response came.</summary>
    /// <param name="asked">How long it asks to leave the bucket alone; zero where it does not.</param>
    /// <param name="sentAt">When its request was sent.</param>
    /// <param name="receivedAt">When it came.</param>
    public void OnResponse(TimeSpan asked, TimeSpan sentAt, TimeSpan receivedAt)
    {
        if (asked <= RequestedWait.MostOfOneBucket)
        {
            if (_closedAt is null || sentAt >= _closedAt)
            {
                (_longest, _closedAt, Disbelieved) = (RequestedWait.MostOfOneBucket, null, null);
            }

            return;
        }

        if (_closedAt is { } closed && sentAt >= closed)
        {
            _longest = RequestedWait.Bounded(2 * _longest);
        }

        _closedAt = receivedAt;
        Disbelieved = asked > _longest ? asked : null;
    }
}

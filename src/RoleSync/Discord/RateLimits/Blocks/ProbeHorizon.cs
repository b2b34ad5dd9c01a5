using RoleSync.Core.Waiting;

namespace RoleSync.Discord.RateLimits.Blocks;

/// <summary>
/// How far ahead a bucket's answers are believed when they close it: a minute, then one request asks again; twice as long each time that this
/// request is told the same, an hour at most. So a window of days costs a few answers 429, and a damaged number costs a minute.
/// </summary>
internal sealed class ProbeHorizon
{
    private TimeSpan _reach = RequestedWait.MostOfOneBucket;
    private TimeSpan? _closedAt;

    /// <summary>The longest wait that is believed now.</summary>
    public TimeSpan Reach => _reach;

    /// <summary>What the bucket asked for where that was longer than what is waited; null where it is believed in full.</summary>
    public TimeSpan? Asked { get; private set; }

    /// <summary>Takes an answer into account.</summary>
    /// <param name="asked">How long it closes the bucket; zero where it does not.</param>
    /// <param name="sentAt">When its request was sent.</param>
    /// <param name="receivedAt">When it came.</param>
    public void Answered(TimeSpan asked, TimeSpan sentAt, TimeSpan receivedAt)
    {
        if (asked <= RequestedWait.MostOfOneBucket)
        {
            if (_closedAt is null || sentAt >= _closedAt)
            {
                (_reach, _closedAt, Asked) = (RequestedWait.MostOfOneBucket, null, null);
            }

            return;
        }

        if (_closedAt is { } closed && sentAt >= closed)
        {
            _reach = RequestedWait.Bounded(2 * _reach);
        }

        _closedAt = receivedAt;
        Asked = asked > _reach ? asked : null;
    }
}

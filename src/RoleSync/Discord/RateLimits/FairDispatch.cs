using RoleSync.Core.Guilds;

namespace RoleSync.Discord.RateLimits;

/// <summary>Whose turn it is among the buckets that somebody waits for: interactive work first, then the guild whose last turn is longest ago.</summary>
internal sealed class FairDispatch(GlobalPace pace, SendBlocks halts)
{
    private readonly List<BucketQueue> _waiting = [];
    private readonly Dictionary<GuildId, long> _last = [];
    private long _turn;

    public void Add(BucketQueue queue, Waiter waiter)
    {
        queue.Add(waiter);
        if (queue.Waiting == 1)
        {
            _waiting.Add(queue);
        }
    }

    /// <summary>The open bucket whose turn it is; null when nobody may go now.</summary>
    public BucketQueue? Next(TimeSpan now)
    {
        if (pace.BlockedUntil > now)
        {
            return null;
        }

        BucketQueue? next = null;
        foreach (var queue in _waiting)
        {
            if (queue.Waiting > 0 && (next is null || IsBefore(queue, next)) && OpensAt(queue, now) <= now)
            {
                next = queue;
            }
        }

        return next;
    }

    /// <summary>Takes the first of the bucket; its guild has had its turn.</summary>
    public Waiter Take(BucketQueue queue)
    {
        var waiter = queue.First;
        queue.Remove(waiter);
        _last[Guild(queue)] = ++_turn;
        return waiter;
    }

    /// <summary>Sends away who would have to wait too long.</summary>
    /// <returns>When the next one may go or runs out of patience; <see cref="TimeSpan.MaxValue"/> when an answer has to come first.</returns>
    public TimeSpan Sweep(TimeSpan now)
    {
        var next = TimeSpan.MaxValue;
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            var queue = _waiting[i];
            queue.DismissLate(now, PacedAt(queue, RequestPriority.Interactive, now));
            if (queue.Waiting == 0)
            {
                _waiting.RemoveAt(i);
                continue;
            }

            next = Min(next, Min(OpensAt(queue, now), queue.EarliestDeadline()));
        }

        return next;
    }

    /// <summary>Sends away everybody whose guild nothing may be sent to.</summary>
    public void HaltAll(TimeSpan now)
    {
        foreach (var queue in _waiting)
        {
            if (halts.Why(queue.Key, now) is { } halt)
            {
                queue.HaltAll(halt);
            }
        }
    }

    /// <summary>Nothing is kept of a guild that no bucket is left of.</summary>
    public void Forget(BucketQueue queue) => _last.Remove(Guild(queue));

    private TimeSpan OpensAt(BucketQueue queue, TimeSpan now)
    {
        if (halts.IsTried(queue.Key))
        {
            return TimeSpan.MaxValue;
        }

        var bucket = queue.Bucket.OpensAt(now);
        var paced = PacedAt(queue, queue.First.Lane, now);
        return bucket > paced ? bucket : paced;
    }

    private TimeSpan PacedAt(BucketQueue queue, RequestPriority lane, TimeSpan now) => queue.Key.IsOfBot ? pace.OpensAt(lane, now) : pace.BlockedUntil;

    private bool IsBefore(BucketQueue queue, BucketQueue other) => Rank(queue).CompareTo(Rank(other)) < 0;

    private (int Lane, long LastTurn, long Arrival) Rank(BucketQueue queue) =>
        (queue.First.Lane == RequestPriority.Interactive ? 0 : 1, _last.GetValueOrDefault(Guild(queue)), queue.First.Arrival);

    private static GuildId Guild(BucketQueue queue) => queue.Key.Guild ?? default;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}

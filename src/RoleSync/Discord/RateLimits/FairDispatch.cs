using RoleSync.Core.Guilds;
using RoleSync.Core.Waiting;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// The requests that wait, and whose turn it is among them: the highest priority first, then those of the guild whose last request is
/// longest ago, then first come, first served.
/// </summary>
internal sealed class FairDispatch(GlobalLimit globalLimit, SendBlocks blocks)
{
    private readonly List<BucketQueue> _waiting = [];
    private readonly Dictionary<GuildId, long> _lastTurns = [];
    private long _turns;

    /// <summary>A request waits for a permit of that bucket.</summary>
    public void Add(BucketQueue queue, Waiter waiter)
    {
        queue.Add(waiter);
        if (queue.Waiting == 1)
        {
            _waiting.Add(queue);
        }
    }

    /// <summary>The bucket whose first request may be sent now; null when none may.</summary>
    public BucketQueue? Next(TimeSpan now)
    {
        if (globalLimit.BlockedUntil > now)
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

    /// <summary>Takes the first request of the bucket out of the queue; its guild has had its turn.</summary>
    public Waiter Take(BucketQueue queue)
    {
        var waiter = queue.First;
        queue.Remove(waiter);
        _lastTurns[Guild(queue.Key.Guild)] = ++_turns;
        return waiter;
    }

    /// <summary>Answers those whose turn comes after their deadline.</summary>
    /// <returns>When the next request may be sent, or the next deadline ends; <see cref="TimeSpan.MaxValue"/> when a response has to come first.</returns>
    public TimeSpan Sweep(TimeSpan now)
    {
        var next = TimeSpan.MaxValue;
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            var queue = _waiting[i];
            queue.RefuseLate(now, GlobalLimitOpensAt(queue, RequestPriority.Interactive, now));
            if (queue.Waiting == 0)
            {
                _waiting.RemoveAt(i);
                continue;
            }

            next = Min(next, Min(OpensAt(queue, now), queue.EarliestDeadline()));
        }

        return next;
    }

    /// <summary>Answers every request that a block stands in the way of.</summary>
    public void RefuseBlocked(TimeSpan now)
    {
        foreach (var queue in _waiting)
        {
            if (blocks.Why(queue.Key, now) is { } block)
            {
                queue.RefuseAll(block);
            }
        }
    }

    /// <summary>No bucket of the guild (null: of the routes of no guild) is in use any more.</summary>
    public void Forget(GuildId? guild) => _lastTurns.Remove(Guild(guild));

    private TimeSpan OpensAt(BucketQueue queue, TimeSpan now)
    {
        if (blocks.AwaitsProbe(queue.Key))
        {
            return TimeSpan.MaxValue;
        }

        var bucket = queue.Bucket.OpensAt(now);
        var global = GlobalLimitOpensAt(queue, queue.First.Priority, now);
        return bucket > global ? bucket : global;
    }

    private TimeSpan GlobalLimitOpensAt(BucketQueue queue, RequestPriority priority, TimeSpan now) => queue.Key.IsOfBot ? globalLimit.OpensAt(priority, now) : globalLimit.BlockedUntil;

    private bool IsBefore(BucketQueue queue, BucketQueue other) => Rank(queue).CompareTo(Rank(other)) < 0;

    private (int Priority, long LastTurn, long Arrival) Rank(BucketQueue queue) =>
        (-(int)queue.First.Priority, _lastTurns.GetValueOrDefault(Guild(queue.Key.Guild)), queue.First.Arrival);

    private static GuildId Guild(GuildId? guild) => guild ?? default;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}

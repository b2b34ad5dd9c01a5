using RoleSync.Discord.RateLimits.Blocks;
using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Discord.RateLimits;

/// <summary>A bucket and the requests that wait for it: first come, first served, the higher priority ahead of the lower.</summary>
/// <param name="key">What Discord counts the bucket by.</param>
/// <param name="margin">Added to each opening time that Discord tells.</param>
internal sealed class BucketQueue(RouteKey key, TimeSpan margin)
{
    private readonly List<Waiter> _waiters = [];

    /// <summary>What Discord counts the bucket by.</summary>
    public RouteKey Key => key;

    /// <summary>What is known of Discord's count.</summary>
    public Bucket Bucket { get; } = new(margin);

    /// <summary>403s in a row; any other response ends the streak.</summary>
    public RefusalStreak Refusals { get; } = new();

    /// <summary>When a permit was last given.</summary>
    public TimeSpan LastUse { get; set; }

    /// <summary>When the log last warned that few requests remain; null for never.</summary>
    public TimeSpan? WarnedAt { get; set; }

    /// <summary>How many requests wait.</summary>
    public int Waiting => _waiters.Count;

    /// <summary>The request whose turn it is; not to be asked when none waits.</summary>
    public Waiter First => _waiters[0];

    /// <summary>Puts a request in its place.</summary>
    public void Add(Waiter waiter)
    {
        var place = _waiters.FindIndex(other => other.Priority < waiter.Priority);
        _waiters.Insert(place < 0 ? _waiters.Count : place, waiter);
    }

    /// <summary>Takes a request out; false when it does not wait any more.</summary>
    public bool Remove(Waiter waiter) => _waiters.Remove(waiter);

    /// <summary>The earliest deadline of all that wait.</summary>
    public TimeSpan EarliestDeadline()
    {
        var earliest = TimeSpan.MaxValue;
        foreach (var waiter in _waiters)
        {
            earliest = waiter.Deadline < earliest ? waiter.Deadline : earliest;
        }

        return earliest;
    }

    /// <summary>Answers those whose turn comes after their deadline.</summary>
    /// <param name="now">The time.</param>
    /// <param name="globalLimitOpensAt">No turn comes before that; <see cref="TimeSpan.MaxValue"/> when a response has to come first, which may be soon.</param>
    public void RefuseLate(TimeSpan now, TimeSpan globalLimitOpensAt)
    {
        for (var i = 0; i < _waiters.Count; i++)
        {
            var turn = Bucket.Estimate(now, i);
            turn = turn > globalLimitOpensAt || globalLimitOpensAt == TimeSpan.MaxValue ? turn : globalLimitOpensAt;
            if (_waiters[i].Deadline < turn || _waiters[i].Deadline <= now)
            {
                _waiters[i].Complete(new Admission.Limited(turn > now ? turn - now : TimeSpan.FromMilliseconds(1)));
                _waiters.RemoveAt(i--);
            }
        }
    }

    /// <summary>Answers all that wait: nothing is sent there.</summary>
    public void RefuseAll(BlockReason block)
    {
        foreach (var waiter in _waiters)
        {
            waiter.Complete(new Admission.Blocked(block));
        }

        _waiters.Clear();
    }

    /// <summary>The bucket as it stands.</summary>
    public BucketSnapshot Snapshot(TimeSpan now)
    {
        var opens = Bucket.OpensAt(now);
        return new BucketSnapshot(
            Key.Method, Key.Template, Key.Guild, Bucket.Hash, Bucket.Limit, Bucket.Remaining(now),
            opens == TimeSpan.MaxValue ? null : opens > now ? opens - now : TimeSpan.Zero,
            Bucket.Model, Waiting, Bucket.InFlight, Bucket.Foreign,
            opens > now ? Bucket.DisbelievedWait : null);
    }
}

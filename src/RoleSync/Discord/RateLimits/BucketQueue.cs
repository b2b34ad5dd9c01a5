using RoleSync.Discord.RateLimits.Blocks;
using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Discord.RateLimits;

/// <summary>A bucket and those who wait for it: first come, first served, interactive work ahead of bulk work.</summary>
internal sealed class BucketQueue(RouteKey key, TimeSpan guard)
{
    private readonly List<Waiter> _waiters = [];

    public RouteKey Key => key;

    public Bucket Bucket { get; } = new(guard);

    /// <summary>403s in a row; a streak ends with any other answer.</summary>
    public RefusalStreak Refusals { get; } = new();

    /// <summary>When a request was last let go.</summary>
    public TimeSpan LastUse { get; set; }

    /// <summary>When a nearly drained bucket was last worth a warning.</summary>
    public TimeSpan? WarnedAt { get; set; }

    public int Waiting => _waiters.Count;

    /// <summary>The one whose turn it is.</summary>
    public Waiter First => _waiters[0];

    public void Add(Waiter waiter)
    {
        var place = waiter.Lane == RequestPriority.Bulk ? -1 : _waiters.FindIndex(other => other.Lane == RequestPriority.Bulk);
        _waiters.Insert(place < 0 ? _waiters.Count : place, waiter);
    }

    public bool Remove(Waiter waiter) => _waiters.Remove(waiter);

    /// <summary>The earliest end of anybody's patience.</summary>
    public TimeSpan EarliestDeadline()
    {
        var earliest = TimeSpan.MaxValue;
        foreach (var waiter in _waiters)
        {
            earliest = waiter.Deadline < earliest ? waiter.Deadline : earliest;
        }

        return earliest;
    }

    /// <summary>Sends everybody away whose turn comes too late for them.</summary>
    /// <param name="now">The time.</param>
    /// <param name="paceOpensAt">No turn comes before that; <see cref="TimeSpan.MaxValue"/> when an answer has to come first, which may be soon.</param>
    public void DismissLate(TimeSpan now, TimeSpan paceOpensAt)
    {
        for (var i = 0; i < _waiters.Count; i++)
        {
            var turn = Bucket.Estimate(now, i);
            turn = turn > paceOpensAt || paceOpensAt == TimeSpan.MaxValue ? turn : paceOpensAt;
            if (_waiters[i].Deadline < turn || _waiters[i].Deadline <= now)
            {
                _waiters[i].Answer(new Admission.Limited(turn > now ? turn - now : TimeSpan.FromMilliseconds(1)));
                _waiters.RemoveAt(i--);
            }
        }
    }

    public void HaltAll(Halt halt)
    {
        foreach (var waiter in _waiters)
        {
            waiter.Answer(new Admission.Halted(halt));
        }

        _waiters.Clear();
    }
}

namespace RoleSync.Discord.RateLimits;

/// <content>What the limiter forgets: buckets that nobody uses any more, of interactions that are over and of guilds that are gone.</content>
internal sealed partial class RateLimiter
{
    /// <summary>An interaction can be answered for 15 minutes.</summary>
    private static readonly TimeSpan _webhookMemory = TimeSpan.FromMinutes(16);

    private static readonly TimeSpan _bucketMemory = TimeSpan.FromHours(2);
    private static readonly TimeSpan _betweenSweeps = TimeSpan.FromMinutes(1);
    private TimeSpan _sweptAt;

    private void Forget(TimeSpan now)
    {
        if (now - _sweptAt < _betweenSweeps)
        {
            return;
        }

        _sweptAt = now;
        List<BucketQueue> idle = [.. _queues.Values.Where(queue => IsIdle(queue, now))];
        foreach (var queue in idle)
        {
            _queues.Remove(queue.Key);
        }

        foreach (var queue in idle.Where(queue => !_queues.Keys.Any(key => key.Guild == queue.Key.Guild)))
        {
            _turns.Forget(queue);
        }
    }

    private static bool IsIdle(BucketQueue queue, TimeSpan now) =>
        queue.Waiting == 0 && queue.Bucket.InFlight == 0 && queue.Bucket.OpensAt(now) <= now
        && now - queue.LastUse > (queue.Key.IsOfBot ? _bucketMemory : _webhookMemory);
}

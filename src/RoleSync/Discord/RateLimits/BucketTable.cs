using RoleSync.Core.Guilds;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// The buckets in use, by what Discord counts. A bucket that nobody has used for long is forgotten: of an interaction that is over, of a guild
/// that the bot has left.
/// </summary>
/// <param name="margin">Added to each opening time that Discord tells: its clock and the network are not exact.</param>
internal sealed class BucketTable(TimeSpan margin)
{
    /// <summary>An interaction can be answered for <see href="https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages">15 minutes</see>.</summary>
    private static readonly TimeSpan _webhookMemory = TimeSpan.FromMinutes(16);

    private static readonly TimeSpan _botMemory = TimeSpan.FromHours(2);
    private static readonly TimeSpan _betweenSweeps = TimeSpan.FromMinutes(1);
    private readonly Dictionary<RouteKey, BucketQueue> _buckets = [];
    private TimeSpan _sweptAt;

    /// <summary>Every bucket in use.</summary>
    public IEnumerable<BucketQueue> All => _buckets.Values;

    /// <summary>The bucket; null when nothing was sent there yet.</summary>
    public BucketQueue? Find(RouteKey key) => _buckets.GetValueOrDefault(key);

    /// <summary>A new bucket, of which nothing is known until the first response.</summary>
    public BucketQueue Add(RouteKey key, TimeSpan now)
    {
        var bucket = new BucketQueue(key, margin) { LastUse = now };
        _buckets.Add(key, bucket);
        return bucket;
    }

    /// <summary>Forgets the buckets that are out of use, once a minute at most.</summary>
    /// <returns>The guilds (null: the routes of no guild) of which no bucket is left.</returns>
    public IReadOnlyCollection<GuildId?> ForgetUnused(TimeSpan now)
    {
        if (now - _sweptAt < _betweenSweeps)
        {
            return [];
        }

        _sweptAt = now;
        List<BucketQueue> unused = [.. All.Where(bucket => IsUnused(bucket, now))];
        foreach (var bucket in unused)
        {
            _buckets.Remove(bucket.Key);
        }

        return [.. unused.Select(bucket => bucket.Key.Guild).Except(_buckets.Keys.Select(key => key.Guild))];
    }

    private static bool IsUnused(BucketQueue queue, TimeSpan now) =>
        queue.Waiting == 0 && queue.Bucket.InFlight == 0 && queue.Bucket.OpensAt(now) <= now
        && now - queue.LastUse > (queue.Key.IsOfBot ? _botMemory : _webhookMemory);
}

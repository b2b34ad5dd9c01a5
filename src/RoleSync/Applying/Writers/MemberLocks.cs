using RoleSync.Core.Guilds;

namespace RoleSync.Applying.Writers;

/// <summary>
/// One lock per member of a guild: whoever writes the roles of a member, a run or a verification, holds it until the outcomes are stored. Of two writes at
/// once to one member Discord is known to lose one (<see href="https://github.com/discord/discord-api-docs/issues/6289">discord-api-docs 6289</see>).
/// The locks are those of this process; a run of another process sees in the store what a verification has done.
/// </summary>
internal sealed class MemberLocks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(GuildId Guild, MemberId Member), MemberLock> _held = [];

    /// <summary>Waits until nobody holds the member's lock, and holds it until the answer is disposed.</summary>
    public async Task<IDisposable> AcquireAsync(GuildId guild, MemberId member, CancellationToken ct)
    {
        while (true)
        {
            MemberLock? other;
            lock (_gate)
            {
                if (!_held.TryGetValue((guild, member), out other))
                {
                    var own = new MemberLock(this, (guild, member));
                    _held.Add((guild, member), own);
                    return own;
                }
            }

            await other.Released.WaitAsync(ct);
        }
    }

    private sealed class MemberLock(MemberLocks locks, (GuildId, MemberId) key) : IDisposable
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Released => _released.Task;

        public void Dispose()
        {
            lock (locks._gate)
            {
                if (_released.TrySetResult())
                {
                    locks._held.Remove(key);
                }
            }
        }
    }
}

using RoleSync.Core.Guilds;

namespace RoleSync.Applying;

/// <summary>
/// Keeps writes to one member apart, whoever sends them: of two writes at once to one member Discord is known to lose one
/// (<see href="https://github.com/discord/discord-api-docs/issues/6289">discord-api-docs 6289</see>). For this process; the store tells
/// the runs of other processes what a verification has settled.
/// </summary>
internal sealed class MemberLocks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(GuildId Guild, MemberId Member), Hand> _taken = [];

    /// <summary>Waits until nobody has the member in hand, and takes the member until the answer is disposed.</summary>
    public async Task<IDisposable> TakeAsync(GuildId guild, MemberId member, CancellationToken ct)
    {
        while (true)
        {
            Hand? other;
            lock (_gate)
            {
                if (!_taken.TryGetValue((guild, member), out other))
                {
                    var hand = new Hand(this, (guild, member));
                    _taken.Add((guild, member), hand);
                    return hand;
                }
            }

            await other.Opened.WaitAsync(ct);
        }
    }

    private sealed class Hand(MemberLocks hands, (GuildId, MemberId) key) : IDisposable
    {
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Opened => _opened.Task;

        public void Dispose()
        {
            lock (hands._gate)
            {
                if (!_opened.TrySetResult())
                {
                    return;
                }

                hands._taken.Remove(key);
            }
        }
    }
}

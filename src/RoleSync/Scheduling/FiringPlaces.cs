using RoleSync.Core.Guilds;

namespace RoleSync.Scheduling;

/// <summary>
/// Lets so many scheduled runs work at once. The scheduler itself fires as many jobs as there are guilds: what a person asks for never waits behind
/// those, and no trigger grows old while others wait for Ethos. Memory stays bounded, because whoever waits here has not read anything yet.
/// </summary>
internal sealed class FiringPlaces : IDisposable
{
    /// <summary>Scheduled runs that work at once; each waits for limits most of the time, so they are many per core.</summary>
    public const int Count = 64;

    private readonly SemaphoreSlim _places = new(Count);
    private readonly Dictionary<GuildId, CancellationTokenSource> _waiting = [];
    private readonly Lock _gate = new();

    /// <summary>Waits for a place.</summary>
    /// <param name="guild">Whose job waits; there is one of each guild.</param>
    /// <param name="ct">The host ends: what was due is stored, and is made up for at the next start.</param>
    /// <returns>The place, to be disposed when the work is done; null where the job is to end because something else is to be done first.</returns>
    public async Task<IDisposable?> EnterAsync(GuildId guild, CancellationToken ct)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        lock (_gate)
        {
            _waiting[guild] = leaving;
        }

        try
        {
            await _places.WaitAsync(leaving.Token);
            return new Place(() => _places.Release());
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            lock (_gate)
            {
                _waiting.Remove(guild);
            }
        }
    }

    /// <summary>A run of the guild is to go on now: a scheduled one that only waits for its place gives way.</summary>
    public void GiveUp(GuildId guild)
    {
        lock (_gate)
        {
            if (_waiting.Remove(guild, out var leaving))
            {
                leaving.Cancel();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private sealed class Place(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}

using Microsoft.Extensions.Options;

namespace RoleSync.Ethos;

/// <summary>
/// Keeps this process within its calls a minute, in any rolling minute, and silent while Ethos asks for it.
/// Ethos publishes no limit; 200 a minute is what its <c>RateLimit-Policy</c> header said to others.
/// </summary>
internal sealed class EthosPace(IOptions<EthosOptions> options, TimeProvider clock)
{
    /// <summary>A longer silence is not waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);

    private readonly int _limit = Math.Max(1, options.Value.CallsPerMinute);
    private readonly int _bulkLimit = BulkShare(Math.Max(1, options.Value.CallsPerMinute));
    private readonly Lock _gate = new();
    private readonly Queue<long> _sent = new();
    private long _heldFrom;
    private TimeSpan _held;

    /// <summary>Waits for a turn and takes it; false, at once, when Ethos asked for a silence longer than <see cref="Patience"/>.</summary>
    /// <param name="isAwaited">Whether a person waits for the answer: one turn in twenty is kept for such calls.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async ValueTask<bool> WaitAsync(bool isAwaited, CancellationToken ct)
    {
        while (true)
        {
            var (wait, isSilence) = TakeTurn(isAwaited ? _limit : _bulkLimit);
            if (wait <= TimeSpan.Zero)
            {
                return true;
            }

            if (isSilence && wait > Patience)
            {
                return false;
            }

            // One more millisecond: a timer counts in whole ones, and waking up early would spin.
            await Task.Delay(wait + TimeSpan.FromMilliseconds(1), clock, ct);
        }
    }

    /// <summary>Sends nothing for so long from now on; a shorter silence does not end a longer one.</summary>
    public void Hold(TimeSpan? pause)
    {
        if (pause is not { } silence || silence <= TimeSpan.Zero)
        {
            return;
        }

        lock (_gate)
        {
            if (silence > Remaining())
            {
                _heldFrom = clock.GetTimestamp();
                _held = silence;
            }
        }
    }

    private (TimeSpan Wait, bool IsSilence) TakeTurn(int limit)
    {
        lock (_gate)
        {
            if (Remaining() is var silence && silence > TimeSpan.Zero)
            {
                return (silence, true);
            }

            while (_sent.TryPeek(out var oldest) && clock.GetElapsedTime(oldest) >= _window)
            {
                _sent.Dequeue();
            }

            if (_sent.Count >= limit)
            {
                // Calls that people waited for may have filled more than the bulk's share: then more than the oldest one has to pass.
                return (_window - clock.GetElapsedTime(_sent.ElementAt(_sent.Count - limit)), false);
            }

            _sent.Enqueue(clock.GetTimestamp());
            return (TimeSpan.Zero, false);
        }
    }

    private static int BulkShare(int limit) => limit - (limit / 20);

    private TimeSpan Remaining() => _held == TimeSpan.Zero ? TimeSpan.Zero : _held - clock.GetElapsedTime(_heldFrom);
}

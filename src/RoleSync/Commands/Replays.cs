using System.Collections.Concurrent;

namespace RoleSync.Commands;

/// <summary>
/// Sees to it that an interaction is executed once, however often its signed request comes: whoever sends it again gets the same answer.
/// Remembered for as long as the signature's timestamp lets a request in.
/// </summary>
internal sealed class Replays(TimeProvider time)
{
    private static readonly TimeSpan Memory = (2 * InteractionSignature.Window) + TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<ulong, Lazy<Task<byte[]>>> _answers = new();
    private readonly ConcurrentQueue<(DateTimeOffset At, ulong Interaction)> _order = new();

    /// <summary>Interactions that are remembered.</summary>
    public int Remembered => _answers.Count;

    /// <summary>The answer to the interaction, worked out the first time.</summary>
    public Task<byte[]> OnceAsync(ulong interaction, Func<Task<byte[]>> answer)
    {
        var now = time.GetUtcNow();
        while (_order.TryPeek(out var oldest) && now - oldest.At > Memory && _order.TryDequeue(out var gone))
        {
            _answers.TryRemove(gone.Interaction, out _);
        }

        var mine = new Lazy<Task<byte[]>>(answer);
        var kept = _answers.GetOrAdd(interaction, mine);
        if (ReferenceEquals(kept, mine))
        {
            _order.Enqueue((now, interaction));
        }

        return kept.Value;
    }
}

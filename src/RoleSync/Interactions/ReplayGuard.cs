using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RoleSync.Storage;
using RoleSync.Storage.Databases;

namespace RoleSync.Interactions;

/// <summary>
/// Sees to it that an interaction is executed once, however often its signed request comes: whoever sends it again gets the same answer, and,
/// after a restart or from another process, a sentence. Remembered for as long as the signature's timestamp lets a request in.
/// </summary>
internal sealed partial class ReplayGuard(InteractionStore store, DeferredWork work, TimeProvider time, ILogger<ReplayGuard> logger)
{
    /// <summary>How long a first answer waits for the note: Discord gives up after 3 s, and the command itself needs half of them.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const string Again = "This was answered before, and nothing was done a second time. Send the command again if it is to be done again.";
    private const string Away = "The database does not answer at the moment, so nothing was done: try again in a minute.";

    private static readonly TimeSpan _memory = (2 * InteractionSignature.Window) + TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _betweenCleanings = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<ulong, Lazy<Task<byte[]>>> _answers = new();
    private readonly ConcurrentQueue<(DateTimeOffset At, ulong Interaction)> _order = new();
    private long _cleanedAt;

    /// <summary>Interactions that are remembered in this process.</summary>
    public int Remembered => _answers.Count;

    /// <summary>The answer to the interaction, worked out the first time.</summary>
    public Task<byte[]> OnceAsync(ulong interaction, Func<Task<byte[]>> answer)
    {
        var now = time.GetUtcNow();
        while (_order.TryPeek(out var oldest) && now - oldest.At > _memory && _order.TryDequeue(out var gone))
        {
            _answers.TryRemove(gone.Interaction, out _);
        }

        var mine = new Lazy<Task<byte[]>>(() => FirstAsync(interaction, answer));
        var kept = _answers.GetOrAdd(interaction, mine);
        if (ReferenceEquals(kept, mine))
        {
            _order.Enqueue((now, interaction));
        }

        return kept.Value;
    }

    private async Task<byte[]> FirstAsync(ulong interaction, Func<Task<byte[]>> answer)
    {
        bool isNew;
        try
        {
            // On a thread of its own: SQLite waits for its lock without giving the thread back. A note that comes too late does no harm.
            isNew = await Task.Run(() => store.NoteAsync(interaction, work.Ending), work.Ending).WaitAsync(Patience, time, CancellationToken.None);
        }
        catch (Exception fault) when (fault is TimeoutException or OperationCanceledException || DatabaseFault.Cause(fault) is not null)
        {
            Log.NotNoted(logger, interaction, fault.Message);
            return FirstAnswer.Ephemeral(Away);
        }

        Clean();
        if (isNew)
        {
            return await answer();
        }

        Log.Again(logger, interaction);
        return FirstAnswer.Ephemeral(Again);
    }

    private void Clean()
    {
        var (last, now) = (Volatile.Read(ref _cleanedAt), time.GetUtcNow());
        if (Math.Abs(now.UtcTicks - last) > _betweenCleanings.Ticks && Interlocked.CompareExchange(ref _cleanedAt, now.UtcTicks, last) == last)
        {
            work.TryAdd(ct => store.ForgetAsync(now - _memory, ct));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(121, LogLevel.Warning, "Discord: interaction {Interaction} came again and nothing was done: it was begun before this process started, or by another one")]
        public static partial void Again(ILogger logger, ulong interaction);

        [LoggerMessage(122, LogLevel.Warning, "Discord: interaction {Interaction} was not begun, because it could not be noted: {Why}")]
        public static partial void NotNoted(ILogger logger, ulong interaction, string why);
    }
}

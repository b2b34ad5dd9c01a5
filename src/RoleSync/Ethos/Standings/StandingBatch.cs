using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Core.Waiting;
using RoleSync.Ethos.Http;

namespace RoleSync.Ethos.Standings;

/// <summary>Members who share one call to Ethos: those of whoever came first, of whoever came until it left, and of nobody twice.</summary>
/// <param name="opened">When the first of them came, by the clock's counter.</param>
internal sealed class StandingBatch(long opened) : IDisposable
{
    private readonly TaskCompletionSource<IReadOnlyDictionary<MemberId, Standing>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _leaving = new();
    private int _callers;

    /// <summary>Whom it asks for.</summary>
    public List<MemberId> Members { get; } = [];

    /// <summary>Who goes first; rises with those who come to wait for it.</summary>
    public CallUrgency Urgency { get; } = new(RequestPriority.Background);

    /// <summary>The trace and the log scope of whoever came first: the call is told there.</summary>
    public ExecutionContext? Context { get; } = ExecutionContext.Capture();

    /// <summary>When the first member came.</summary>
    public long Opened => opened;

    /// <summary>When nobody could be added any more; null before that.</summary>
    public long? Closed { get; set; }

    /// <summary>The standing of each of its members.</summary>
    public Task<IReadOnlyDictionary<MemberId, Standing>> Answer => _answer.Task;

    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    public CancellationToken Abandoned => _leaving.Token;

    /// <summary>Somebody comes to wait for the answer.</summary>
    public void Join(RequestPriority priority)
    {
        _callers++;
        Urgency.Raise(priority);
    }

    /// <summary>Somebody does not wait any more.</summary>
    /// <returns>Whether nobody does now.</returns>
    public bool Leave() => --_callers == 0;

    /// <summary>Gives the call up.</summary>
    public void Abandon() => _leaving.Cancel();

    /// <summary>The call is over: its answer, or why there is none, is that of the batch.</summary>
    public void End(Task<IReadOnlyDictionary<MemberId, Standing>> call) => _answer.SetFromTask(call);

    /// <inheritdoc/>
    public void Dispose() => _leaving.Dispose();
}

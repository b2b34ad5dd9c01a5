namespace RoleSync.Discord.RateLimits;

/// <summary>Somebody who waits for a permit.</summary>
internal sealed class Waiter(RequestPriority lane, TimeSpan deadline, long arrival)
{
    private readonly TaskCompletionSource<Admission> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RequestPriority Lane => lane;

    /// <summary>The end of the waiter's patience.</summary>
    public TimeSpan Deadline => deadline;

    /// <summary>The order in which waiters came.</summary>
    public long Arrival => arrival;

    public Task<Admission> Task => _answer.Task;

    /// <summary>Listens to the caller's cancellation until there is an answer.</summary>
    public CancellationTokenRegistration Cancellation { get; set; }

    public void Answer(Admission admission)
    {
        Cancellation.Unregister();
        _answer.TrySetResult(admission);
    }

    public void Cancel(CancellationToken ct) => _answer.TrySetCanceled(ct);
}

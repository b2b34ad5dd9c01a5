using RoleSync.Core.Waiting;

namespace RoleSync.Discord.RateLimits;

/// <summary>One request that waits for a permit.</summary>
internal sealed class Waiter(RequestPriority priority, TimeSpan deadline, long arrival)
{
    private readonly TaskCompletionSource<Admission> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Who goes first.</summary>
    public RequestPriority Priority => priority;

    /// <summary>Until when it waits, by the limiter's clock; <see cref="TimeSpan.MaxValue"/> for ever.</summary>
    public TimeSpan Deadline => deadline;

    /// <summary>How many requests asked before this one, since the start.</summary>
    public long Arrival => arrival;

    /// <summary>Completes with the limiter's answer.</summary>
    public Task<Admission> Task => _answer.Task;

    /// <summary>Listens to the caller's cancellation; ended by the answer.</summary>
    public CancellationTokenRegistration Cancellation { get; set; }

    /// <summary>Gives the answer.</summary>
    public void Complete(Admission admission)
    {
        Cancellation.Unregister();
        _answer.TrySetResult(admission);
    }

    /// <summary>The caller gave up.</summary>
    public void Cancel(CancellationToken ct) => _answer.TrySetCanceled(ct);
}

namespace RoleSync.Storage.Runs;

/// <summary>
/// Remembers for two seconds what the database said about a lease, so that not every write to Discord costs a read. That is below the six seconds after
/// which, at the earliest, another process takes the run of one that gives no sign of life, and above the time that a write waits for a limit as a rule.
/// </summary>
internal sealed class RecentProof(TimeProvider time)
{
    private static readonly TimeSpan _holds = TimeSpan.FromSeconds(2);

    private volatile Moment? _heldAt;

    // Ticks of the counting clock, of the last outcomes that the database took; 0 before the first.
    private long _storedAt;

    /// <summary>Whether the database has said within the last two seconds that the lease holds.</summary>
    // By both clocks: the one that counts stands still while a virtual machine is suspended, the other one can be set.
    public bool IsHeld => _heldAt is { } at && time.GetElapsedTime(at.Count) < _holds && (time.GetUtcNow() - at.Clock).Duration() < _holds;

    /// <summary>Whether the database has taken outcomes within the last two seconds.</summary>
    public bool TakesOutcomes => Volatile.Read(ref _storedAt) is var stored && stored != 0 && time.GetElapsedTime(stored) < _holds;

    /// <summary>The present: to be taken before the question, for the answer is as old as that.</summary>
    public Moment Now() => new(time.GetTimestamp(), time.GetUtcNow());

    /// <summary>The database has said that the lease holds.</summary>
    /// <param name="asked">When it was asked.</param>
    public void Held(Moment asked) => _heldAt = asked;

    /// <summary>The database has taken outcomes.</summary>
    public void Stored() => Volatile.Write(ref _storedAt, time.GetTimestamp());

    /// <summary>A moment by both clocks.</summary>
    /// <param name="Count">Ticks of the counting clock.</param>
    /// <param name="Clock">The time of day.</param>
    internal sealed record Moment(long Count, DateTimeOffset Clock);
}

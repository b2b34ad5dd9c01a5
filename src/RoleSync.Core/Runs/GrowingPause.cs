namespace RoleSync.Core.Runs;

/// <summary>How long to wait before something that failed is tried again: each time twice as long as before.</summary>
public sealed class GrowingPause
{
    private readonly TimeSpan _first;
    private TimeSpan _next;

    /// <summary>Begins with that pause.</summary>
    public GrowingPause(TimeSpan first) => _first = _next = first;

    /// <summary>The pause before the next try.</summary>
    /// <param name="longest">It grows up to that, and is that long from then on.</param>
    public TimeSpan Next(TimeSpan longest)
    {
        var pause = _next < longest ? _next : longest;
        _next = pause * 2;
        return pause;
    }

    /// <summary>Something has changed: the next pause is the first one again.</summary>
    public void Reset() => _next = _first;
}

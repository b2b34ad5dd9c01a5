using System.Collections.Concurrent;
using RoleSync.Core.Runs;

namespace RoleSync.Work;

/// <summary>What one process remembers of one run between its firings, to be patient only so often. Lost with the process, which costs some more patience.</summary>
internal sealed class RunMemory
{
    private int _silences;
    private int _rests;
    private int _hasRested;
    private readonly ConcurrentDictionary<long, int> _outages = new();

    /// <summary>Counts a look-up that nobody answered.</summary>
    /// <returns>How many have come one after the other.</returns>
    public int CountSilence() => Interlocked.Increment(ref _silences);

    /// <summary>Somebody has answered.</summary>
    public void EndSilence() => Interlocked.Exchange(ref _silences, 0);

    /// <summary>Counts a list of members that could not be all of the guild.</summary>
    public int CountRest() => Interlocked.Increment(ref _rests);

    /// <summary>Whether it is the first time that the run rests before unknown standings are asked for again.</summary>
    public bool RestsFirst() => Interlocked.Exchange(ref _hasRested, 1) == 0;

    /// <summary>Counts an outage at one change.</summary>
    public int CountOutage(long change) => _outages.AddOrUpdate(change, 1, (_, seen) => seen + 1);

    /// <summary>The change has an outcome.</summary>
    public void EndOutage(long change) => _outages.TryRemove(change, out _);
}

/// <summary>The memories of the runs that this process works on; each is gone when its run ends, waits, or belongs to somebody else.</summary>
internal sealed class RunMemories
{
    private readonly ConcurrentDictionary<RunId, RunMemory> _byRun = new();

    /// <summary>How many there are.</summary>
    public int Count => _byRun.Count;

    /// <summary>The memory of a run.</summary>
    public RunMemory Of(RunId run) => _byRun.GetOrAdd(run, _ => new RunMemory());

    /// <summary>Lets it go.</summary>
    public void Forget(RunId run) => _byRun.TryRemove(run, out _);
}

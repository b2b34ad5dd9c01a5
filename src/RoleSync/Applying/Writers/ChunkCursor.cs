using RoleSync.Core.Records;
using RoleSync.Storage.Runs;

namespace RoleSync.Applying.Writers;

/// <summary>
/// Stores outcomes while several members are written side by side, and moves the run's cursor over members that are done and have nobody
/// unfinished before them: whoever overtakes another one waits for that one.
/// </summary>
internal sealed class ChunkCursor(RunLease lease) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private readonly SortedSet<int> _open = [];
    private int _end;

    /// <summary>A member, by index, has changes to be written. To be called in the order of the indices, before the member's first outcome.</summary>
    public void Open(int index)
    {
        lock (_gate)
        {
            _open.Add(index);
            _end = index + 1;
        }
    }

    /// <summary>Stores outcomes of one member.</summary>
    /// <param name="outcomes">The outcomes.</param>
    /// <param name="done">The member's index when nothing of the member is pending any more; else null.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>False when a newer firing owns the run: nothing was stored.</returns>
    public async Task<bool> RecordAsync(IReadOnlyList<ChangeOutcome> outcomes, int? done, CancellationToken ct)
    {
        // In turn: the cursor must not move over a member whose outcomes another transaction has yet to store.
        await _turn.WaitAsync(ct);
        try
        {
            var isOurs = await lease.RecordAsync(outcomes, done is { } index ? Behind(index) : null, ct);
            if (isOurs && done is { } closed)
            {
                Close(closed);
            }

            return isOurs;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>Where the cursor may stand once that member is done; null where it stays because somebody before is not.</summary>
    private int? Behind(int index)
    {
        lock (_gate)
        {
            if (_open.Count == 0 || _open.Min != index)
            {
                return null;
            }

            return _open.Count == 1 ? _end : _open.Skip(1).First();
        }
    }

    private void Close(int index)
    {
        lock (_gate)
        {
            _open.Remove(index);
        }
    }
}

using RoleSync.Core.Records;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>
/// Writes the members of one chunk through its lanes, side by side: each lane takes the work it prefers, an idle one takes any.
/// A member is in one hand at a time. One loop starts and ends everything, so nothing here needs a lock.
/// </summary>
/// <param name="lanes">At least one.</param>
/// <param name="next">The next batch of members from an index on, made ready; an empty one at the end of the chunk.</param>
/// <param name="work">The chunk.</param>
/// <param name="journal">Knows what is still pending of a member, and whether the run is still ours.</param>
/// <param name="hands">Keeps verifications away from the member in hand, and us from theirs.</param>
/// <param name="delays">The delays that an operator asked for: with any of them, one member is in hand at a time.</param>
internal sealed class ChunkWriter(
    IReadOnlyList<IMemberWriter> lanes, Func<int, CancellationToken, Task<(MemberBatch? Batch, PhaseResult? End)>> next, ChunkWork work, ChangeJournal journal,
    MemberLocks hands, Delays delays)
{
    /// <summary>With so few members waiting the next batch is made ready.</summary>
    private const int Few = 8;

    private readonly MemberQueue _queue = new();
    private readonly List<Hand> _inHand = [];
    private readonly Dictionary<IMemberWriter, PhaseResult> _closed = [];
    private Task<(MemberBatch? Batch, PhaseResult? End)>? _loading;
    private int _from;
    private bool _hasAll;
    private PhaseResult? _end;

    /// <summary>Writes until the chunk is done or cannot go on.</summary>
    /// <returns>Null when every member from <paramref name="from"/> on is done, otherwise why not.</returns>
    public async Task<PhaseResult?> RunAsync(int from, CancellationToken ct)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _from = from;
        try
        {
            while (true)
            {
                Start(leaving.Token, ct);
                if (_inHand.Count == 0 && (_loading is null || _end is not null))
                {
                    return _end ?? (_queue.Count > 0 || !_hasAll ? Earliest() : null);
                }

                await GoOnAsync(ct);
            }
        }
        finally
        {
            await leaving.CancelAsync();
            await Task.WhenAll([.. _inHand.Select(hand => hand.Task), _loading ?? Task.CompletedTask]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Start(CancellationToken leaving, CancellationToken ct)
    {
        if (_end is not null)
        {
            return;
        }

        foreach (var lane in lanes)
        {
            Fill(lane, lane.Prefers, ct);
        }

        foreach (var lane in lanes)
        {
            Fill(lane, _ => true, ct);
        }

        var isLow = delays.Any ? _queue.Count + _inHand.Count == 0 : _queue.Count < Few;
        if (isLow && _loading is null && !_hasAll && _closed.Count < lanes.Count)
        {
            _loading = next(_from, leaving);
        }
    }

    private void Fill(IMemberWriter lane, Predicate<IReadOnlyList<StoredChange>> fits, CancellationToken ct)
    {
        while (!_closed.ContainsKey(lane) && HasRoom(lane) && _queue.Take(fits) is { } member)
        {
            _inHand.Add(new Hand(lane, member[0].Index, WriteAsync(lane, member, ct)));
        }
    }

    private bool HasRoom(IMemberWriter lane) => delays.Any
        ? _inHand.Count == 0
        : _inHand.Count(hand => hand.Lane == lane) is var busy && (busy == 0 || busy < lane.Width(work.Run.Guild, _hasAll ? _queue.Count + _inHand.Count : null));

    private async Task<PhaseResult?> WriteAsync(IMemberWriter lane, IReadOnlyList<StoredChange> member, CancellationToken ct)
    {
        PhaseResult? end;
        using (await hands.TakeAsync(work.Run.Guild, member[0].Change.Member, ct))
        {
            end = await WriteInHandAsync(lane, member, ct);
        }

        if (end is null)
        {
            await delays.AfterMemberAsync(ct);
        }

        return end;
    }

    private async Task<PhaseResult?> WriteInHandAsync(IMemberWriter lane, IReadOnlyList<StoredChange> member, CancellationToken ct)
    {
        var index = member[0].Index;
        var (grip, pending) = await work.Lease.CheckAsync(index, ct);
        if (grip is not LeaseState.Held)
        {
            return grip is LeaseState.StopAsked ? new PhaseResult.StopRequested() : new PhaseResult.LeaseLost();
        }

        if (work.Budget.IsSpent)
        {
            return new PhaseResult.OutOfTime();
        }

        // A verification has settled the member since the batch was read.
        var left = pending == member.Count ? member : await journal.PendingAsync(work.Run.Id, index, index + 1, 1, ct);
        if (left.Count == 0)
        {
            return await work.Cursor.RecordAsync([], index, ct) ? null : new PhaseResult.LeaseLost();
        }

        var (holding, end) = await work.SiftAsync(lane, left, ct);
        return end is not null || holding.Count == 0 ? end : await lane.WriteAsync(work, holding, ct);
    }

    /// <summary>Waits until something ends and takes it into account.</summary>
    private async Task GoOnAsync(CancellationToken ct)
    {
        var ended = await Task.WhenAny([.. _inHand.Select(hand => hand.Task), .. _loading is null ? (Task[])[] : [_loading]]);
        if (ended == _loading)
        {
            await LoadedAsync(ct);
            return;
        }

        // Tasks that end at once may be one and the same object.
        var hand = _inHand.First(hand => hand.Task == ended);
        _inHand.Remove(hand);
        switch (await hand.Task)
        {
            case null:
                break;
            case PhaseResult.Postponed { Failure: DiscordFailure.Limited } limit:
                // The other lane has a limit of its own, and may well finish the member.
                _closed[hand.Lane] = limit;
                await PutBackAsync(hand.Index, ct);
                break;
            case var end:
                _end ??= end;
                break;
        }
    }

    private async Task LoadedAsync(CancellationToken ct)
    {
        var (batch, end) = await _loading!;
        _loading = null;
        _end ??= end;
        if (_from > work.Run.NextIndex)
        {
            await delays.AfterBatchAsync(ct);
        }

        if (batch is null or { IsEmpty: true })
        {
            _hasAll = end is null;
            return;
        }

        _from = batch.End;
        foreach (var member in batch.Members)
        {
            work.Cursor.Open(member[0].Index);
        }

        _queue.Add(batch);
    }

    private async Task PutBackAsync(int index, CancellationToken ct)
    {
        var left = await journal.PendingAsync(work.Run.Id, index, index + 1, 1, ct);
        if (left.Count > 0)
        {
            _queue.PutBack(left);
            return;
        }

        // A verification came in between and left nothing to do.
        if (!await work.Cursor.RecordAsync([], index, ct))
        {
            _end ??= new PhaseResult.LeaseLost();
        }
    }

    /// <summary>All lanes are closed: when the first of them opens.</summary>
    private PhaseResult.Postponed? Earliest() => _closed.Values.OfType<PhaseResult.Postponed>().MinBy(postponed => postponed.Delay);

    /// <summary>A member that a lane has in hand.</summary>
    private sealed record Hand(IMemberWriter Lane, int Index, Task<PhaseResult?> Task);
}

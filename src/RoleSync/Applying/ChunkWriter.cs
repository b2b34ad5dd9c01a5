using RoleSync.Applying.Rechecks;
using RoleSync.Applying.Writers;
using RoleSync.Core.Records;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>
/// Writes the members of one chunk of a plan who have changes, by one or two writers side by side: one that sends single roles (PUT and DELETE), and
/// one that sends whole lists of roles (PATCH), each with a rate limit of its own at Discord.
/// </summary>
/// <remarks>
/// <para>
/// Members wait in one queue, in order. Each writer takes the members that suit it; a writer that would idle takes any. While they write, the next batch of
/// members is read from the database. A writer whose rate limit opens later than there is time for puts its member back, and takes no more; the other one
/// goes on.
/// </para>
/// <para>
/// Nobody but the one who holds a member's lock writes that member: not the other writer, and no verification that a person asked for meanwhile.
/// </para>
/// <para>One loop starts every task and takes every result, so that the state of this object needs no lock. An instance is used once.</para>
/// </remarks>
/// <param name="writers">At least one.</param>
/// <param name="readBatch">Reads the next members with pending changes, from an index on; an empty batch at the end of the chunk.</param>
/// <param name="context">The run.</param>
/// <param name="scope">Asked before a member is written, whether the planned changes still hold.</param>
/// <param name="journal">Tells what is still pending of a member.</param>
/// <param name="locks">The locks of members.</param>
/// <param name="delays">The delays that an operator asked for: with any of them, one member is written at a time.</param>
internal sealed class ChunkWriter(
    IReadOnlyList<IMemberWriter> writers, Func<int, CancellationToken, Task<Attempt<MemberBatch>>> readBatch, WriteContext context, ScopeCheck scope,
    ChangeJournal journal, MemberLocks locks, Delays delays)
{
    /// <summary>When fewer members than this wait, the next batch is read.</summary>
    private const int FewWaiting = 8;

    private readonly MemberQueue _waiting = new();
    private readonly List<MemberWrite> _underWay = [];

    /// <summary>The writers that take no more members, each with why.</summary>
    private readonly Dictionary<IMemberWriter, PhaseResult.Postponed> _limited = [];

    /// <summary>The batch that is being read; null when none is.</summary>
    private Task<Attempt<MemberBatch>>? _batch;

    /// <summary>The index at which the next batch begins.</summary>
    private int _from;

    private bool _isWholeChunkRead;

    /// <summary>Why the run cannot go on; null while it can. What is under way then is finished, nothing new is started.</summary>
    private PhaseResult? _end;

    /// <summary>Writes until the chunk is done or cannot go on.</summary>
    /// <param name="from">The index of the first member who may have pending changes.</param>
    /// <param name="ct">Cancels waits and calls; a member whose writes have begun is finished.</param>
    /// <returns>Null when every member of the chunk is done, otherwise why not.</returns>
    public async Task<PhaseResult?> RunAsync(int from, CancellationToken ct)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _from = from;
        try
        {
            while (true)
            {
                Start(reading.Token, ct);
                if (_underWay.Count == 0 && (_batch is null || _end is not null))
                {
                    var isDone = _isWholeChunkRead && _waiting.Count == 0;
                    return _end ?? (isDone ? null : FirstToOpen());
                }

                await HandleNextResultAsync(ct);
            }
        }
        finally
        {
            await reading.CancelAsync();
            await Task.WhenAll([.. _underWay.Select(write => write.Task), _batch ?? Task.CompletedTask]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Starts whatever may be started now: writes of members, and the reading of the next batch.</summary>
    private void Start(CancellationToken reading, CancellationToken ct)
    {
        if (_end is not null)
        {
            return;
        }

        foreach (var writer in writers)
        {
            StartWrites(writer, writer.Prefers, ct);
        }

        foreach (var writer in writers)
        {
            StartWrites(writer, _ => true, ct);
        }

        var areFewWaiting = delays.Any ? _waiting.Count + _underWay.Count == 0 : _waiting.Count < FewWaiting;
        if (areFewWaiting && _batch is null && !_isWholeChunkRead && _limited.Count < writers.Count)
        {
            _batch = readBatch(_from, reading);
        }
    }

    private void StartWrites(IMemberWriter writer, Predicate<IReadOnlyList<StoredChange>> suits, CancellationToken ct)
    {
        while (!_limited.ContainsKey(writer) && HasRoom(writer) && _waiting.Take(suits) is { } member)
        {
            _underWay.Add(new MemberWrite(writer, member[0].Index, WriteAsync(writer, member, ct)));
        }
    }

    /// <summary>Whether one more member may be written by this writer now: several at once only where the network is slower than the rate limit.</summary>
    private bool HasRoom(IMemberWriter writer)
    {
        if (delays.Any)
        {
            return _underWay.Count == 0;
        }

        var busy = _underWay.Count(write => write.Writer == writer);
        int? left = _isWholeChunkRead ? _waiting.Count + _underWay.Count : null;
        return busy == 0 || busy < writer.UsefulConcurrency(context.Run.Guild, left);
    }

    private async Task<PhaseResult?> WriteAsync(IMemberWriter writer, IReadOnlyList<StoredChange> member, CancellationToken ct)
    {
        PhaseResult? end;
        using (await locks.AcquireAsync(context.Run.Guild, member[0].Change.Member, ct))
        {
            end = await WriteLockedAsync(writer, member, ct);
        }

        if (end is null)
        {
            await delays.AfterMemberAsync(ct);
        }

        return end;
    }

    private async Task<PhaseResult?> WriteLockedAsync(IMemberWriter writer, IReadOnlyList<StoredChange> member, CancellationToken ct)
    {
        var index = member[0].Index;
        var lease = await context.Lease.CheckAsync(index, ct);
        if (lease.State.EndsPhase() is { } end)
        {
            return end;
        }

        if (context.Budget.IsSpent)
        {
            return new PhaseResult.OutOfTime();
        }

        // Between the reading of the batch and the lock a verification may have settled some of the changes.
        var pending = lease.Pending == member.Count ? member : await PendingAsync(index, ct);
        if (pending.Count == 0)
        {
            return await SkipAsync(index, ct);
        }

        if ((await scope.CheckAsync(pending, writer.ReadsMembers, ct)).Ends(out var hindrance, out var verdict))
        {
            return hindrance;
        }

        if (verdict.Dropped.Count > 0 && await context.DropAsync(verdict, index, ct) is { } refusal)
        {
            return refusal;
        }

        return verdict.Holding.Count == 0 ? null : await writer.WriteAsync(context, verdict.Holding, ct);
    }

    /// <summary>Waits until a write or the reading of a batch ends, and takes the result into account.</summary>
    private async Task HandleNextResultAsync(CancellationToken ct)
    {
        var ended = await Task.WhenAny([.. _underWay.Select(write => write.Task), .. _batch is null ? (Task[])[] : [_batch]]);
        if (ended == _batch)
        {
            await TakeBatchAsync(ct);
            return;
        }

        // Two writes that ended at once may share one task object: the first of them is as good as the other.
        var write = _underWay.First(write => write.Task == ended);
        _underWay.Remove(write);
        switch (await write.Task)
        {
            case null:
                break;
            case PhaseResult.Postponed { Failure: DiscordFailure.Limited } limited:
                // The other writer has a limit of its own, and may well finish the member.
                _limited[write.Writer] = limited;
                await PutBackAsync(write.Index, ct);
                break;
            case var end:
                _end ??= end;
                break;
        }
    }

    private async Task TakeBatchAsync(CancellationToken ct)
    {
        var read = await _batch!;
        _batch = null;
        if (_from > context.Run.NextIndex)
        {
            await delays.AfterBatchAsync(ct);
        }

        if (read.Ends(out var end, out var batch))
        {
            _end ??= end;
            return;
        }

        if (batch.IsEmpty)
        {
            _isWholeChunkRead = true;
            return;
        }

        _from = batch.End;
        foreach (var member in batch.Members)
        {
            context.Cursor.Open(member[0].Index);
        }

        _waiting.Add(batch);
    }

    private async Task PutBackAsync(int index, CancellationToken ct)
    {
        var pending = await PendingAsync(index, ct);
        if (pending.Count > 0)
        {
            _waiting.PutBack(pending);
        }
        else
        {
            // A verification came in between and left nothing to do.
            _end ??= await SkipAsync(index, ct);
        }
    }

    /// <summary>Moves the cursor past a member of whom nothing is pending any more.</summary>
    private async Task<PhaseResult?> SkipAsync(int index, CancellationToken ct) =>
        await context.Cursor.RecordAsync([], index, ct) ? null : new PhaseResult.LeaseLost();

    private Task<IReadOnlyList<StoredChange>> PendingAsync(int index, CancellationToken ct) => journal.PendingAsync(context.Run.Id, index, index + 1, 1, ct);

    /// <summary>No writer takes any more members: the limit that opens first tells when the run goes on.</summary>
    private PhaseResult.Postponed? FirstToOpen() => _limited.Values.MinBy(postponed => postponed.Delay);

    /// <summary>A member who is being written.</summary>
    /// <param name="Writer">By whom.</param>
    /// <param name="Index">The member's index in the run.</param>
    /// <param name="Task">Null when the member is done, otherwise why not.</param>
    private sealed record MemberWrite(IMemberWriter Writer, int Index, Task<PhaseResult?> Task);
}

using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Http;

namespace RoleSync.Ethos.Standings;

/// <summary>
/// The one place where Ethos is asked for standings, whoever needs them: the members of all who ask within a moment share calls of 500, nobody is asked for
/// twice at a time, and what Ethos said of somebody whom it knows serves everybody else for some seconds. Whoever gives up ends no call that others wait for.
/// </summary>
internal sealed class StandingBatches : IDisposable
{
    /// <summary>A call leaves when it is full or when its first member has waited so long.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    /// <summary>The most standings that are remembered.</summary>
    internal const int Capacity = 200_000;

    private readonly StandingCircuit _circuit;
    private readonly TimeProvider _time;
    private readonly TimeSpan _freshness;
    private readonly StandingMemory _memory;
    private readonly ITimer _departure;
    private readonly ITimer _forgetting;
    private readonly Lock _gate = new();
    private readonly Dictionary<MemberId, StandingBatch> _underWay = [];
    private StandingBatch? _open;
    private bool _isForgetting;

    public StandingBatches(StandingCircuit circuit, IOptions<EthosOptions> options, TimeProvider time)
    {
        (_circuit, _time, _freshness) = (circuit, time, options.Value.Freshness);
        _memory = new StandingMemory(_freshness, Capacity, time);
        _departure = time.CreateTimer(static all => ((StandingBatches)all!).Depart(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _forgetting = time.CreateTimer(static all => ((StandingBatches)all!).Forget(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The standing of each asked member; what cannot be trusted is Unknown.</summary>
    /// <param name="members">Distinct ids, any number.</param>
    /// <param name="terms">How urgent it is, and how old an answer may be.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<IReadOnlyDictionary<MemberId, Standing>> LookUpAsync(IReadOnlyCollection<MemberId> members, LookUpTerms terms, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var standings = new Dictionary<MemberId, Standing>(members.Count);
        var unsettled = await CollectAsync(Place(members, terms, standings), standings, ct);
        if (unsettled.Count > 0)
        {
            // Others asked for them, and what came of it is no good answer: one's own question is left.
            await CollectAsync(Place(unsettled, LookUpTerms.Anew(terms.Priority), standings), standings, ct);
        }

        return standings;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _departure.Dispose();
        _forgetting.Dispose();
        _open?.Dispose();
    }

    /// <summary>Finds each member an answer that is remembered, a call that is under way, or a place in the next one.</summary>
    private Dictionary<StandingBatch, Share> Place(IReadOnlyCollection<MemberId> members, LookUpTerms terms, Dictionary<MemberId, Standing> standings)
    {
        var shares = new Dictionary<StandingBatch, Share>();
        var full = new List<StandingBatch>();
        lock (_gate)
        {
            foreach (var member in members)
            {
                if (terms.NewerThan is { } since && _memory.Find(member, since) is { } known)
                {
                    standings[member] = known;
                    continue;
                }

                var isShared = _underWay.TryGetValue(member, out var batch) && (batch.Closed is null || batch.Closed > terms.NewerThan);
                batch = isShared ? batch! : Add(member);
                if (!shares.TryGetValue(batch, out var share))
                {
                    batch.Join(terms.Priority);
                    shares[batch] = share = new Share(WasSent: batch.Closed is not null, []);
                }

                share.Members.Add(member);
                if (batch == _open && batch.Members.Count == EthosClient.MaximumBatch)
                {
                    full.Add(Close(batch));
                }
            }
        }

        full.ForEach(Send);
        return shares;
    }

    private StandingBatch Add(MemberId member)
    {
        var batch = _open ??= new StandingBatch(_time.GetTimestamp());
        batch.Members.Add(member);
        _underWay[member] = batch;
        if (batch.Members.Count == 1)
        {
            // Last, because a clock may be so far on that the batch leaves within this call.
            _departure.Change(LongestWait, Timeout.InfiniteTimeSpan);
        }

        return batch;
    }

    private StandingBatch Close(StandingBatch batch)
    {
        batch.Closed = _time.GetTimestamp();
        _open = null;
        return batch;
    }

    /// <summary>Waits for the calls; one that somebody else had sent before counts only for whom it found.</summary>
    /// <returns>The others.</returns>
    private async Task<IReadOnlyCollection<MemberId>> CollectAsync(
        Dictionary<StandingBatch, Share> shares, Dictionary<MemberId, Standing> standings, CancellationToken ct)
    {
        List<MemberId> unsettled = [];
        try
        {
            foreach (var (batch, share) in shares)
            {
                var answer = await batch.Answer.WaitAsync(ct);
                foreach (var member in share.Members)
                {
                    if (share.WasSent && answer[member] is not Standing.Known)
                    {
                        unsettled.Add(member);
                    }
                    else
                    {
                        standings[member] = answer[member];
                    }
                }
            }
        }
        finally
        {
            foreach (var batch in shares.Keys)
            {
                Leave(batch);
            }
        }

        return unsettled;
    }

    private void Leave(StandingBatch batch)
    {
        lock (_gate)
        {
            if (!batch.Leave() || batch.Answer.IsCompleted)
            {
                return;
            }

            Remove(batch);
            if (batch == _open)
            {
                _open = null;
                batch.Dispose();
            }
            else
            {
                batch.Abandon();
            }
        }
    }

    /// <summary>The first member of the open batch has waited long enough.</summary>
    private void Depart()
    {
        StandingBatch leaving;
        lock (_gate)
        {
            if (_open is null)
            {
                return;
            }

            // Timers count in whole milliseconds, and the batch that this one was set for may have gone since.
            var left = LongestWait - _time.GetElapsedTime(_open.Opened);
            if (left > TimeSpan.Zero)
            {
                _departure.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return;
            }

            leaving = Close(_open);
        }

        Send(leaving);
    }

    private void Send(StandingBatch batch)
    {
        if (batch.Context is { } context)
        {
            ExecutionContext.Run(context, _ => _ = SendAsync(batch), null);
        }
        else
        {
            _ = SendAsync(batch);
        }
    }

    private async Task SendAsync(StandingBatch batch)
    {
        var call = _circuit.AskAsync(batch.Members, batch.Urgency, batch.Abandoned);
        await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var answer = call.IsCompletedSuccessfully ? await call : null;
        lock (_gate)
        {
            if (answer is not null)
            {
                _memory.Keep(answer, batch.Closed!.Value);
                ForgetLater();
            }

            Remove(batch);
            batch.End(call);
        }

        batch.Dispose();
    }

    private void Remove(StandingBatch batch)
    {
        foreach (var member in batch.Members)
        {
            if (_underWay.TryGetValue(member, out var latest) && latest == batch)
            {
                _underWay.Remove(member);
            }
        }
    }

    private void Forget()
    {
        lock (_gate)
        {
            _isForgetting = false;
            _memory.Forget();
            ForgetLater();
        }
    }

    private void ForgetLater()
    {
        if (!_isForgetting && _memory.Count > 0)
        {
            _isForgetting = true;
            _forgetting.Change(_freshness + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The part of a batch that one caller waits for.</summary>
    private sealed record Share(bool WasSent, List<MemberId> Members);
}

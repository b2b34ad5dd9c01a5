using Microsoft.Extensions.Hosting;

namespace RoleSync.Applying.Writers;

/// <summary>
/// The moment from which on even a member whose writes have begun is left as it is. A stop, a time limit, a hand-over and the end of the host are not that
/// moment: they end a run between two members, and whoever was begun is finished. Only a host that has waited as long as it may cuts a member
/// off; what was written by then is stored, and whoever goes on with the run finishes that member first.
/// </summary>
internal sealed class WriteCutOff : IDisposable
{
    /// <summary>How long members whose writes have begun may take once the host is to end: below the 10 s after which container engines kill by default.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(8);

    private readonly CancellationTokenSource _source = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _ending;

    /// <param name="hosts">The host, where there is one.</param>
    /// <param name="time">The clock.</param>
    public WriteCutOff(IEnumerable<IHostApplicationLifetime> hosts, TimeProvider time)
    {
        _timer = time.CreateTimer(_ => CutOff(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ending = hosts.FirstOrDefault()?.ApplicationStopping.Register(() => _timer.Change(DrainTime, Timeout.InfiniteTimeSpan)) ?? default;
    }

    /// <summary>Cancelled at that moment.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Makes it that moment.</summary>
    public void CutOff() => _source.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Dispose();
        _timer.Dispose();
        _source.Dispose();
    }
}

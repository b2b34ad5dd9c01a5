using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RoleSync.Interactions;

/// <summary>
/// What commands still do after their first answer: so many at a time, so many that wait. When the service stops, what was begun is
/// brought to its end, for as long as that may take.
/// </summary>
internal sealed partial class DeferredWork(TimeProvider time, ILogger<DeferredWork> logger) : IHostedService, IDisposable
{
    private const int AtOnce = 16;
    private const int MostWaiting = 256;
    private static readonly TimeSpan _drainTime = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _ending = new();
    private readonly Channel<Func<CancellationToken, Task>> _waiting = Channel.CreateBounded<Func<CancellationToken, Task>>(MostWaiting);
    private Task _workers = Task.CompletedTask;

    /// <summary>Cancelled when the service has no time left.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Takes work on. Whoever waits for its outcome has to be told by the work itself.</summary>
    /// <returns>False when there is too much already, or the service stops.</returns>
    public bool TryAdd(Func<CancellationToken, Task> work) => _waiting.Writer.TryWrite(work);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _workers = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        using var patience = new CancellationTokenSource(_drainTime, time);
        await using var hurry = cancellationToken.UnsafeRegister(static ending => ((CancellationTokenSource)ending!).Cancel(), _ending);
        await using var late = patience.Token.UnsafeRegister(static ending => ((CancellationTokenSource)ending!).Cancel(), _ending);
        await _workers;
    }

    public void Dispose() => _ending.Dispose();

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A worker outlives whatever one piece of work throws.")]
    private async Task WorkAsync()
    {
        await foreach (var work in _waiting.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                await work(_ending.Token);
            }
            catch (Exception fault)
            {
                Log.Failed(logger, fault);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(69, LogLevel.Error, "What was left to do of a command failed")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}

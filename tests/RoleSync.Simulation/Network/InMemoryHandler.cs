using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using RoleSync.Simulation.Kernel;
using RoleSync.Simulation.Service;

namespace RoleSync.Simulation.Network;

/// <summary>
/// The network between one process of the service and the sandbox. Replaced by this: sockets, connection pools, TLS. Kept: latency in both
/// directions, answers that come in pieces or break off, callers that give up while the request is under way, and requests that arrive although
/// the process that sent them is gone.
/// </summary>
internal sealed class InMemoryHandler(Process process, Func<HttpContext, Task> server, SimulatedTime time, SeededRandom chance, TimeSpan slowest, Traffic traffic) : HttpMessageHandler
{
    private static readonly TimeSpan _fastest = TimeSpan.FromMilliseconds(5);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        await process.PassAsync("send a request");
        cancellationToken.ThrowIfCancellationRequested();
        var exchange = new Exchange(request, body, process);
        var answered = new TaskCompletionSource<HttpResponseMessage>();
        var sent = traffic.Sent(exchange);
        await using var givenUp = cancellationToken.UnsafeRegister(
            _ =>
            {
                if (answered.TrySetCanceled(cancellationToken))
                {
                    exchange.GiveUp();
                }
            },
            null);
        _ = CarryAsync(exchange, answered, sent);
        return await answered.Task;
    }

    /// <summary>The way there and back; goes on whatever becomes of the process.</summary>
    private async Task CarryAsync(Exchange exchange, TaskCompletionSource<HttpResponseMessage> answered, Traffic.Call call)
    {
        await Task.Delay(Latency(), time, CancellationToken.None);
        if (exchange.IsAborted)
        {
            // Given up before it arrived: nobody has seen it.
            traffic.Done(call);
            return;
        }

        var handling = server(exchange.Context);
        await Task.WhenAny(exchange.HeadersSent, handling);
        _ = handling.ContinueWith(_ => Answered(exchange, call), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await Task.Delay(Latency(), time, CancellationToken.None);
        traffic.Done(call);
        process.Enter(() =>
        {
            if (exchange.IsCut)
            {
                answered.TrySetException(new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was cut.", new IOException("The connection was cut.", new SocketException((int)SocketError.ConnectionReset))));
            }
            else
            {
                answered.TrySetResult(exchange.Response(process));
            }
        });
    }

    private void Answered(Exchange exchange, Traffic.Call call)
    {
        exchange.Finish();
        traffic.Answered(call);
    }

    private TimeSpan Latency() => chance.Span(_fastest, slowest);
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RoleSync.Tests.Discord;

/// <summary>Stands between a client and a server as a NAT does, and can forget the connections that there are: nothing passes on them any more, and nobody is told.</summary>
internal sealed class SilencingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentBag<TcpClient> _open = [];
    private readonly int _to;
    private readonly Task _accepting;
    private volatile CancellationTokenSource _age = new();
    private int _connections;

    public SilencingRelay(Uri to)
    {
        _to = to.Port;
        _listener.Start();
        Address = new UriBuilder(to) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The same address, through the relay.</summary>
    public Uri Address { get; }

    /// <summary>How many connections were opened.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Forgets every connection that there is; new ones work.</summary>
    public async Task ForgetAsync() => await Interlocked.Exchange(ref _age, new CancellationTokenSource()).CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        _age.Dispose();
        foreach (var client in _open)
        {
            client.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var caller = await _listener.AcceptTcpClientAsync(_ending.Token);
            var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _to, _ending.Token);
            _open.Add(caller);
            _open.Add(server);
            Interlocked.Increment(ref _connections);
            var age = _age.Token;
            _ = PassAsync(caller, server, age);
            _ = PassAsync(server, caller, age);
        }
    }

    private static async Task PassAsync(TcpClient from, TcpClient to, CancellationToken forgotten)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), forgotten);
            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // Forgotten: both ends stay open and hear nothing.
        }
    }
}

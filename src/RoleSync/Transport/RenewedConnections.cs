using System.Net;

namespace RoleSync.Transport;

/// <summary>
/// Connections that can be given up. One that died without a word (a NAT or a load balancer forgot it) stays in the pool of a handler, and a
/// request that times out over HTTP/2 ends its stream alone: every later try would go into the same void. After a time-out, the tries
/// that follow go over new connections; requests that are under way on the old ones end in their own time.
/// </summary>
/// <param name="make">Makes a handler with a pool of its own.</param>
internal sealed class RenewedConnections(Func<HttpMessageHandler> make) : HttpMessageHandler
{
    private static readonly HttpRequestOptionsKey<Action> _giveUp = new("RoleSync.GiveUpConnections");
    private readonly Lock _gate = new();
    private Pool _current = new(make());

    /// <summary>A handler for the services that are called: no redirects, no cookies, and connections that ask for a sign of life, idle ones too.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    };

    /// <summary>To be called where no answer came in time: whatever is sent from now on goes over new connections.</summary>
    public static void GiveUp(HttpRequestMessage request)
    {
        if (request.Options.TryGetValue(_giveUp, out var giveUp))
        {
            giveUp();
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Pool pool;
        lock (_gate)
        {
            pool = _current;
            pool.Users++;
        }

        request.Options.Set(_giveUp, () => Retire(pool));
        try
        {
            return await pool.Sender.SendAsync(request, cancellationToken);
        }
        finally
        {
            Leave(pool);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current.Sender.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Retire(Pool pool)
    {
        lock (_gate)
        {
            // Somebody else may have given it up before: what is new is not to suffer for what was old.
            if (pool != _current)
            {
                return;
            }

            _current = new Pool(make());
            pool.Users++;
        }

        Leave(pool);
    }

    /// <summary>A pool that is left ends with its last user: its connections close when nothing is under way on them any more.</summary>
    private void Leave(Pool pool)
    {
        bool isOver;
        lock (_gate)
        {
            isOver = --pool.Users == 0 && pool != _current;
        }

        if (isOver)
        {
            pool.Sender.Dispose();
        }
    }

    private sealed class Pool(HttpMessageHandler handler)
    {
        public HttpMessageInvoker Sender { get; } = new(handler);

        public int Users { get; set; }
    }
}

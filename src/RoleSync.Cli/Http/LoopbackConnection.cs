using System.Net;
using System.Net.Sockets;

namespace RoleSync.Cli.Http;

/// <summary>
/// Connects to <c>localhost</c> in both families, whichever the service listens on and whatever the machine's list of names says:
/// <see href="https://www.rfc-editor.org/rfc/rfc6761#section-6.3">RFC 6761</see>.
/// </summary>
internal static class LoopbackConnection
{
    /// <summary>Tries one address after the other; throws the last fault where nobody listens.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        SocketException? last = null;
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            Socket? socket = null;
            try
            {
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException fault)
            {
                socket?.Dispose();
                last = fault;
            }
            catch
            {
                socket?.Dispose();
                throw;
            }
        }

        throw last!;
    }
}

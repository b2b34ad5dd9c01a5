using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace RoleSync.Cli.Serving;

/// <summary>Says in a sentence why the service cannot listen where it is told to.</summary>
internal static class ListenProblem
{
    /// <summary>The sentence; null where the fault is of another kind.</summary>
    /// <param name="fault">What the web server threw.</param>
    /// <param name="url">Where it was to listen.</param>
    public static string? Of(Exception fault, string url)
    {
        for (Exception? one = fault; one is not null; one = one.InnerException)
        {
            switch (one)
            {
                case AddressInUseException:
                    return $"{fault.Message.TrimEnd('.')}: another program listens there, perhaps another rolesync. End it, or set PORT.";
                case SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }:
                    return $"The service cannot listen at {url}: another program listens there, perhaps another rolesync. End it, or set PORT.";
                case SocketException { SocketErrorCode: SocketError.AddressNotAvailable }:
                    return $"The service cannot listen at {url}: this machine has no such address. Set BIND to one that it has, or take BIND away.";
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return $"The service cannot listen at {url}: this user may not take that port. Set PORT to one above 1023.";
                case SocketException { SocketErrorCode: SocketError.AddressFamilyNotSupported }:
                    return $"The service cannot listen at {url}: this machine does not speak that family of addresses. Set BIND to an IPv4 address.";
                default:
                    continue;
            }
        }

        return null;
    }
}

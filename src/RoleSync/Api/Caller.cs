using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using RoleSync.Core.Runs;

namespace RoleSync.Api;

/// <summary>Decides who may call: the bearer of the token, or, where no token is set, whoever calls from this very machine.</summary>
internal sealed class Caller(IOptions<ApiOptions> options)
{
    private static readonly string[] ForwardingHeaders =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via", "CF-Connecting-IP", "True-Client-IP"];

    /// <summary>Null when the caller may go on, otherwise a sentence that says why not.</summary>
    public string? Refusal(HttpContext context) => options.Value.AuthToken is { Length: > 0 } token
        ? (HasToken(context.Request, token) ? null : "Unauthorized: send the header Authorization: Bearer with the value of SYNC_AUTH_TOKEN.")
        : (IsDirectLoopback(context) ? null : "Unauthorized: without SYNC_AUTH_TOKEN only direct calls from this machine are let in. Set SYNC_AUTH_TOKEN on the service and send it as a bearer token.");

    /// <summary>Which trigger a call counts as: the command line names itself in its User-Agent.</summary>
    public static RunTrigger TriggerOf(HttpRequest request) =>
        request.Headers.UserAgent.ToString().StartsWith("rolesync-cli/", StringComparison.Ordinal) ? RunTrigger.Cli : RunTrigger.Http;

    private static bool HasToken(HttpRequest request, string token)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        var sent = header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : "";

        // Hashes have one length, so that the time of the comparison tells nothing of the token, not even its length.
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(sent)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    private static bool IsDirectLoopback(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        && !ForwardingHeaders.Any(context.Request.Headers.ContainsKey)
        && IsFromHere(context.Request);

    /// <summary>A page of another site, opened in a browser on this machine, calls from loopback too: it gives itself away by its Origin or Host.</summary>
    private static bool IsFromHere(HttpRequest request) =>
        IsLoopbackName(request.Host.Host)
        && (!request.Headers.TryGetValue("Origin", out var origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLoopbackName(uri.Host)));

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

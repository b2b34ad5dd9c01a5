using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RoleSync.Api.Requests;

/// <summary>Tells a program on this machine from what only looks like one: a proxy, or a page of another site in a browser on this machine.</summary>
internal static class LocalCall
{
    /// <summary>Headers that proxies, load balancers and tunnels add.</summary>
    private static readonly string[] _proxyHeaders =
    [
        "Forwarded", "Via", "X-Real-IP", "True-Client-IP", "Client-IP", "X-Client-IP", "X-Cluster-Client-IP", "X-ProxyUser-IP", "Fastly-Client-IP", "CDN-Loop",
        "Max-Forwards", "X-Varnish", "X-Scheme", "X-Host", "X-HTTPS", "Front-End-Https", "X-Url-Scheme", "X-Cloud-Trace-Context", "X-Amzn-Trace-Id", "X-Amz-Cf-Id",
    ];

    /// <summary>How the names of whole families of such headers begin.</summary>
    private static readonly string[] _proxyPrefixes =
    [
        "X-Forwarded", "X-Original-", "X-Proxy-", "Proxy-", "CF-", "X-Envoy-", "X-ARR-", "X-Azure-", "X-AppEngine-", "X-Railway-", "X-Vercel-", "Fly-", "Fastly-", "Akamai-", "X-Akamai-",
        "Ali-", "X-Goog-", "Ngrok-", "X-Ngrok-", "Tailscale-", "X-Render-", "X-Nginx-", "X-Traefik-", "X-Haproxy-",
    ];

    /// <summary>What says that the caller is not a program on this machine; null where nothing does.</summary>
    public static string? Sign(HttpContext context)
    {
        var request = context.Request;
        if (!IsLoopback(context.Connection.RemoteIpAddress))
        {
            return "this call comes from another one";
        }

        if (request.Headers.Keys.FirstOrDefault(IsOfProxy) is { } header)
        {
            return $"the header {header} says that something stands in between";
        }

        // A proxy is asked for whole addresses, a server for paths.
        if (context.Features.Get<IHttpRequestFeature>()?.RawTarget is not ['/', ..])
        {
            return "this call asks as one asks a proxy";
        }

        return !IsLoopback(request.Host) ? "the header Host names another machine"
            : !request.Headers["Sec-Fetch-Site"].All(site => site is "none" or "same-origin") ? "this call comes from a page of another site"
            : !IsOwn(request, request.Headers.Origin) ? "the header Origin names another site"
            : !IsOwn(request, request.Headers.Referer) ? "the header Referer names another site"
            : null;
    }

    private static bool IsOfProxy(string header) =>
        _proxyHeaders.Contains(header, StringComparer.OrdinalIgnoreCase) || _proxyPrefixes.Any(prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    // A page that calls under a name of its own, which it lets lead here, gives itself away by that name.
    private static bool IsLoopback(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IsLoopback(IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) ? address : null);

    /// <summary>Whether a header that names where a call comes from is absent or names this service itself; another port of this machine is another site.</summary>
    private static bool IsOwn(HttpRequest request, Microsoft.Extensions.Primitives.StringValues from) =>
        from is []
        || (from is [{ } one] && Uri.TryCreate(one, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp
            && uri.Authority.Equals(new UriBuilder(Uri.UriSchemeHttp, request.Host.Host, request.Host.Port ?? 80).Uri.Authority, StringComparison.OrdinalIgnoreCase));
}

using System.Globalization;

namespace RoleSync.Sandbox.Faulting;

/// <summary>
/// Answers of what stands between a caller and Discord: Cloudflare, a company's proxy, a hotel's login page. None of them carries Discord's
/// Via header, and none says anything about a guild, a role, a member or a webhook, whatever its status.
/// </summary>
public static class EdgeFaults
{
    private const string Html = "text/html; charset=UTF-8";
    private const string Json = "application/json";
    private const string Plain = "text/plain; charset=UTF-8";

    /// <summary>Every one by its name, as POST /sandbox/faults takes it for an effect.</summary>
    public static IReadOnlyDictionary<string, Fault> All { get; } = new Dictionary<string, Fault>
    {
        ["edge-block-page"] = BlockPage(),
        ["edge-not-found-page"] = NotFoundPage(),
        ["edge-blocked-request"] = BlockedRequest(),
        ["edge-browser-banned"] = Cloudflare(403, "error code: 1010", Plain),
        ["edge-address-limited"] = AddressLimited(TimeSpan.FromSeconds(1)),
        ["edge-proxy-json-403"] = ProxyJson(403),
        ["edge-proxy-json-404"] = ProxyJson(404),
        ["edge-empty-403"] = Empty(403),
        ["edge-empty-404"] = Empty(404),
        ["edge-empty-500"] = Empty(500),
        ["edge-empty-503"] = Empty(503),
        ["edge-origin-down"] = OriginDown(),
        ["edge-upstream-reset"] = Make(503, "upstream connect error or disconnect/reset before headers. reset reason: connection failure", Plain),
        ["edge-proxy-sign-in"] = ProxySignIn(),
        ["edge-login-page"] = LoginPage(),
        ["edge-empty-200"] = Empty(200),
        ["edge-redirect"] = Redirect(),
    };

    /// <summary>Cloudflare's page for a caller it does not like; the status may be any.</summary>
    public static Fault BlockPage(int status = 403) => Cloudflare(status,
        "<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head><body><h1>Sorry, you have been blocked</h1></body></html>", Html);

    /// <summary>A web server's own page for an address it does not know.</summary>
    public static Fault NotFoundPage() =>
        Make(404, "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n", Html);

    /// <summary>JSON that looks like Discord's and is Cloudflare's: this request was blocked, often for its User-Agent.</summary>
    public static Fault BlockedRequest() => Cloudflare(403, """{"message": "internal network error", "code": 40333}""", Json);

    /// <summary>Cloudflare limits the caller's address; not a limit of Discord's.</summary>
    public static Fault AddressLimited(TimeSpan retryAfter) =>
        Cloudflare(429, "error code: 1015", Plain, ("Retry-After", Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture)));

    /// <summary>A company's proxy or an API gateway refuses in JSON of its own.</summary>
    public static Fault ProxyJson(int status) => Make(status, """{"error":"The request was refused by policy 17.","request_id":"4f1d"}""", Json);

    /// <summary>A status and nothing else: no body, no content type.</summary>
    public static Fault Empty(int status) => Make(status, "", "");

    /// <summary>Cloudflare reaches nobody behind it: 520 to 526, 530.</summary>
    public static Fault OriginDown(int status = 522) => Cloudflare(status,
        $"<!DOCTYPE html><html><head><title>discord.com | {status}: Connection timed out</title></head><body>Error code {status}</body></html>", Html);

    /// <summary>A proxy wants to know first who is asking: 407.</summary>
    public static Fault ProxySignIn() => Make(407, "<html><body>Proxy Authentication Required</body></html>", Html, ("Proxy-Authenticate", "Basic realm=\"proxy\""));

    /// <summary>The page of a network that wants a sign-in, with status 200 for whatever was asked.</summary>
    public static Fault LoginPage() => Make(200, LoginHtml, Html);

    /// <summary>The same by redirect. Without an address it leads to such a page of the sandbox itself.</summary>
    public static Fault Redirect(string location = LoginPath, int status = 302) => Make(status, "", Html, ("Location", location));

    internal const string LoginPath = "/sandbox/login-page";

    internal const string LoginHtml = "<!DOCTYPE html><html><head><title>Welcome</title></head><body><form method=\"post\"><input name=\"room\"></form></body></html>";

    private static Fault Cloudflare(int status, string text, string contentType, params ReadOnlySpan<(string, string)> headers) =>
        Make(status, text, contentType, [("Server", "cloudflare"), ("CF-RAY", "8f00000000000000-FRA"), .. headers]);

    private static Fault Make(int status, string text, string contentType, params ReadOnlySpan<(string, string)> headers)
    {
        Dictionary<string, string> all = [];
        foreach (var (name, value) in headers)
        {
            all.Add(name, value);
        }
        return Fault.Edge(status, text, contentType, all);
    }
}

using System.Net.Sockets;
using System.Text;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.EndToEnd.Tests.Access;

/// <summary>Health checks as load balancers, containers and uptime services send them: raw bytes, because clients differ in more than headers.</summary>
public sealed class ProbeTests
{
    private static readonly string[] _live =
        ["/", "/health", "/health/", "/Health", "/healthz", "/health/live", "/healthz/live", "/livez", "/live", "/ping", "/health/startup", "/health?probe=1", "/?x=1"];

    private static readonly string[] _ready = ["/health/ready", "/health/ready/", "/ready", "/readyz", "/readyz?verbose", "/healthz/ready"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_form_of_probe_is_answered_without_a_token()
    {
        await using var bench = await StartAsync();
        string[] headers =
        [
            "Host: localhost", "Host: 10.1.2.3:8080", "Host: _", "Host: ", "Host: bot.example.org\r\nUser-Agent: ELB-HealthChecker/2.0", "Host: x\r\nAccept: text/html",
            "Host: x\r\nAccept: nothing/known;q=0", "Host: x\r\nX-Forwarded-For: 203.0.113.9\r\nVia: 1.1 edge", "Host: x\r\nUser-Agent: kube-probe/1.32\r\nAccept: */*",
            "Host: x\r\nUser-Agent: GoogleHC/1.0", "Host: x\r\nAuthorization: Bearer wrong", "Host: x\r\nOrigin: https://uptime.example\r\nSec-Fetch-Site: cross-site",
        ];
        foreach (var path in _live.Concat(_ready))
        {
            foreach (var method in (string[])["GET", "HEAD", "OPTIONS"])
            {
                await ExpectAsync(bench, $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                await ExpectAsync(bench, $"{method} {path} HTTP/1.0\r\n\r\n");
            }
        }

        foreach (var header in headers)
        {
            await ExpectAsync(bench, $"GET /health HTTP/1.1\r\n{header}\r\nConnection: close\r\n\r\n");
            await ExpectAsync(bench, $"GET /health/ready HTTP/1.1\r\n{header}\r\nConnection: close\r\n\r\n");
        }

        await ExpectAsync(bench, "POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nConnection: close\r\n\r\nping");
    }

    [Fact]
    public async Task A_service_that_is_not_ready_tells_strangers_why_without_ids()
    {
        await using var bench = await StartAsync();
        bench.Sandbox.World.RotateToken();
        using var examined = await bench.Caller.Http.PostAsync("/doctor", null, Ct);

        var stranger = await AskAsync(bench, "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 503", stranger, StringComparison.Ordinal);
        Assert.Contains("DISCORD_TOKEN", stranger, StringComparison.Ordinal);
        Assert.DoesNotMatch("[0-9]{15,}", stranger);
        Assert.Contains("no-store", stranger, StringComparison.Ordinal);
    }

    private static Task<ServedSandbox> StartAsync() =>
        ServedSandbox.StartAsync(new SandboxOptions { Guilds = [new GuildOptions { Members = 5 }] }, Ct);

    private static async Task ExpectAsync(ServedSandbox bench, string request)
    {
        var answer = await AskAsync(bench, request);
        Assert.True(answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal), $"{request}\n{answer}");
        Assert.Equal(!request.StartsWith("HEAD", StringComparison.Ordinal), answer.Contains("\"status\":", StringComparison.Ordinal));
    }

    private static async Task<string> AskAsync(ServedSandbox bench, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(bench.Service.Url.Host, bench.Service.Url.Port, Ct);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Ct);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync(Ct);
    }
}

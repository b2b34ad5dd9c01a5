using System.Net;
using Microsoft.Data.Sqlite;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Access;

/// <summary>Who is let in, by what is set.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private SandboxServer _sandbox = null!;

    /// <summary>A header that gives somebody away, and its value; PORT stands for the service's own.</summary>
    public static TheoryData<string, string> Signs => new()
    {
        { "Forwarded", "for=127.0.0.1" }, { "Via", "1.1 proxy" }, { "X-Forwarded-For", "127.0.0.1" }, { "X-Forwarded-Host", "localhost" }, { "X-Forwarded-Proto", "https" },
        { "X-Forwarded-Port", "443" }, { "X-Forwarded-Server", "edge" }, { "x-forwarded-anything", "1" }, { "X-Real-IP", "127.0.0.1" }, { "CF-Connecting-IP", "127.0.0.1" },
        { "CF-Ray", "1" }, { "True-Client-IP", "127.0.0.1" }, { "X-Client-IP", "127.0.0.1" }, { "X-Cluster-Client-IP", "127.0.0.1" }, { "Client-IP", "127.0.0.1" },
        { "X-Original-URL", "/" }, { "X-Envoy-External-Address", "127.0.0.1" }, { "X-ARR-SSL", "1" }, { "X-Azure-ClientIP", "127.0.0.1" }, { "Fly-Client-IP", "127.0.0.1" },
        { "Fastly-Client-IP", "127.0.0.1" }, { "CDN-Loop", "edge" }, { "X-Amzn-Trace-Id", "1" }, { "X-Cloud-Trace-Context", "1" }, { "Tailscale-User-Login", "ada" },
        { "X-ProxyUser-IP", "127.0.0.1" }, { "Proxy-Connection", "keep-alive" }, { "Max-Forwards", "5" },
        { "Host", "example.org" }, { "Host", "localhost.example.org" }, { "Host", "127.0.0.1.nip.io" }, { "Host", "loopback" }, { "Host", "10.0.0.1" }, { "Host", "[::2]" },
        { "Sec-Fetch-Site", "cross-site" }, { "Sec-Fetch-Site", "same-site" }, { "Sec-Fetch-Site", "odd" },
        { "Origin", "https://example.org" }, { "Origin", "null" }, { "Origin", "http://localhost.example.org" }, { "Origin", "http://localhost:1" }, { "Origin", "file://" },
        { "Origin", "https://127.0.0.1:PORT" }, { "Origin", "http://127.0.0.1:PORT, https://example.org" }, { "Origin", "odd" },
        { "Referer", "https://example.org/page" }, { "Referer", "http://localhost:1/page" },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _sandbox = await SandboxServer.StartAsync(new SandboxOptions { Seed = 9, Speed = 50, Guilds = [new GuildOptions { Members = 20 }] }, Ct);

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task Without_a_token_every_sign_of_a_proxy_or_of_a_page_of_another_site_is_refused_for_reading_and_for_writing()
    {
        await using var service = await LocalService.StartAsync(_sandbox, Ct);
        using var http = new HttpClient { BaseAddress = service.Url };
        foreach (var row in Signs)
        {
            var (name, value) = row.Data;
            foreach (var (method, path) in new[] { (HttpMethod.Post, "/trigger-sync"), (HttpMethod.Post, "/stop-sync"), (HttpMethod.Get, "/sync-status"), (HttpMethod.Get, "/runs") })
            {
                using var request = new HttpRequestMessage(method, path);
                request.Headers.TryAddWithoutValidation(name, value.Replace("PORT", $"{service.Url.Port}", StringComparison.Ordinal));
                using var answer = await http.SendAsync(request, Ct);
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} with {name}: {value} was answered {answer.StatusCode}");
            }
        }

        Assert.Equal(0, _sandbox.Journal.Count());
    }

    [Fact]
    public async Task Without_a_token_programs_on_this_machine_and_pages_of_the_service_itself_are_let_in()
    {
        await using var service = await LocalService.StartAsync(_sandbox, Ct);
        using var http = new HttpClient { BaseAddress = service.Url };
        foreach (var (name, value) in new[]
        {
            ("Accept", "*/*"), ("Host", $"localhost:{service.Url.Port}"), ("Host", "[::1]"), ("Origin", $"http://127.0.0.1:{service.Url.Port}"), ("Sec-Fetch-Site", "same-origin"),
            ("Sec-Fetch-Site", "none"), ("Referer", $"http://127.0.0.1:{service.Url.Port}/runs"),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/sync-status");
            request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await http.SendAsync(request, Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{name}: {value} was answered {answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("PORT", "8123")]
    [InlineData("SYNC_BATCH_SIZE", "10")]
    [InlineData("RoleSync:Api:Bind", "10.0.0.1")]
    [InlineData("BIND", "0.0.0.0")]
    [InlineData("BIND", "::")]
    [InlineData("RoleSync:Api:Port", "8123")]
    public async Task Where_others_may_reach_the_service_and_no_token_is_set_only_health_and_signed_interactions_are_let_in(string name, string value)
    {
        await using var service = await LocalService.StartAsync(_sandbox, Ct, ("DISCORD_PUBLIC_KEY", _sandbox.CommandEnvironment()["DISCORD_PUBLIC_KEY"]), (name, value));

        // The public key alone is enough; each of the others is enough without it, see SettingsTests.
        using var http = new HttpClient { BaseAddress = service.Url };

        foreach (var path in (string[])["/trigger-sync", "/stop-sync", "/runs/1/approve", "/doctor", "/nowhere"])
        {
            using var answer = await http.PostAsync(path, null, Ct);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("Set SYNC_AUTH_TOKEN", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        foreach (var path in (string[])["/sync-status", "/runs", "/limits", "/doctor", "/roles", "/openapi/v1.json"])
        {
            using var answer = await http.GetAsync(path, Ct);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health", Ct)).StatusCode);
        Assert.Equal((200, """{"type":1}"""), await _sandbox.Interactions.PingAsync(new Uri(service.Url, "/interactions"), Tampering.None, Ct));
    }

    [Fact]
    public async Task The_start_and_the_doctor_say_that_nobody_is_let_in_without_a_token_and_what_to_set()
    {
        using var database = new TemporaryDatabase();
        var open = new Dictionary<string, string> { ["SYNC_AUTH_TOKEN"] = "" };
        await using (var service = await ServiceProcess.StartAsync(_sandbox, database.File, open, Ct))
        {
            Assert.Contains("SYNC_AUTH_TOKEN is not set, and PORT is: others may reach this service", service.Log, StringComparison.Ordinal);
        }

        var (code, output) = await ServiceProcess.RunAsync("doctor", ServiceProcess.Settings(_sandbox, database.File, open), Ct);

        Assert.Equal(10, code);
        Assert.Contains("access", output, StringComparison.Ordinal);
        Assert.Contains("Set SYNC_AUTH_TOKEN", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_database_is_away_every_route_answers_503_with_a_sentence_in_its_own_shape()
    {
        await using var service = await LocalService.StartAsync(_sandbox, Ct);
        using var http = new HttpClient { BaseAddress = service.Url };
        await using (var connection = new SqliteConnection($"Data Source={service.Database};Pooling=False"))
        {
            await connection.OpenAsync(Ct);
            await using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE runs";
            await command.ExecuteNonQueryAsync(Ct);
        }

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "/sync-status"), (HttpMethod.Post, "/trigger-sync"), (HttpMethod.Post, "/stop-sync"), (HttpMethod.Get, "/runs"), (HttpMethod.Get, "/runs/1"),
            (HttpMethod.Post, "/runs/1/stop"), (HttpMethod.Post, "/runs/1/undo"), (HttpMethod.Get, "/sync-status/"),
        })
        {
            using var answer = await http.SendAsync(new HttpRequestMessage(method, path), Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{path} was answered {answer.StatusCode}: {text}");
            Assert.Contains(path.StartsWith("/runs", StringComparison.Ordinal) ? "\"detail\":\"The database" : "{\"success\":false,\"error\":\"The database", text, StringComparison.Ordinal);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        using var ready = await http.GetAsync("/health/ready", Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("no such table", await ready.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health", Ct)).StatusCode);
    }
}

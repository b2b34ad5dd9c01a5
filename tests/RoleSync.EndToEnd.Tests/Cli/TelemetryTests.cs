using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary>The export of traces and metrics by a real process.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly TemporaryDatabase _database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Traces_and_metrics_go_where_the_standard_variable_says()
    {
        var seen = new ConcurrentDictionary<string, string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var collector = builder.Build();
        collector.Run(async http =>
        {
            using var body = new StreamReader(http.Request.Body, Encoding.Latin1);
            var text = await body.ReadToEndAsync(Ct);
            seen.AddOrUpdate(http.Request.Path, text, (_, before) => before + text);
        });
        await collector.StartAsync(Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Speed = 100, Guilds = [new GuildOptions { Members = 30 }] }, Ct);
        await using var service = await ServiceProcess.StartAsync(
            sandbox,
            _database.File,
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            },
            Ct);
        using var caller = new SyncCaller(service.Url);
        await caller.TriggerAsync(null, Ct);

        await caller.WaitAsync(
            _ => seen.TryGetValue("/v1/traces", out var traces) && traces.Contains("firing", StringComparison.Ordinal) && seen.ContainsKey("/v1/metrics"),
            TimeSpan.FromSeconds(20),
            Ct);

        Assert.Contains("rolesync", seen["/v1/traces"], StringComparison.Ordinal);
        Assert.DoesNotContain(seen.Values, body => body.Contains(sandbox.Token, StringComparison.Ordinal));
    }
}

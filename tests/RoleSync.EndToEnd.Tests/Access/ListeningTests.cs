using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RoleSync.EndToEnd.Tests.Cli;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Access;

/// <summary>Where the service listens, and what it says where it cannot.</summary>
public sealed class ListeningTests : IAsyncLifetime
{
    private readonly TemporaryDatabase _database = new();
    private SandboxServer _sandbox = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _sandbox = await SandboxServer.StartAsync(new SandboxOptions { Guilds = [new GuildOptions { Members = 5 }] }, Ct);

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task PORT_listens_on_both_families_and_BIND_on_one_address()
    {
        await using (var open = await ServiceProcess.StartAsync(_sandbox, _database.File, null, Ct))
        {
            Assert.True(await AnswersAsync(IPAddress.Loopback, open.Url.Port));
            Assert.True(await AnswersAsync(IPAddress.IPv6Loopback, open.Url.Port) || !Socket.OSSupportsIPv6);
            Assert.DoesNotContain("Only this machine can reach", open.Log, StringComparison.Ordinal);
        }

        await using var bound = await ServiceProcess.StartAsync(_sandbox, _database.File, new Dictionary<string, string> { ["BIND"] = "127.0.0.1" }, Ct);
        Assert.True(await AnswersAsync(IPAddress.Loopback, bound.Url.Port));
        Assert.False(await AnswersAsync(IPAddress.IPv6Loopback, bound.Url.Port));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "[::1]")]
    public async Task The_command_line_finds_a_service_on_one_family_by_every_name_of_this_machine(string bind, string named)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var service = await ServiceProcess.StartAsync(_sandbox, _database.File, new Dictionary<string, string> { ["BIND"] = bind }, Ct);

        foreach (var name in new[] { "localhost", named })
        {
            var said = await CommandLine.RunAsync(
                "status", new() { ["SYNC_BASE_URL"] = string.Create(CultureInfo.InvariantCulture, $"http://{name}:{service.Url.Port}"), ["SYNC_AUTH_TOKEN"] = ServiceProcess.Token });

            Assert.Equal((0, ""), (said.Code, said.Error));
        }
    }

    [Theory]
    [InlineData("127.0.0.1", "")]
    [InlineData("::1", "")]
    [InlineData("127.0.0.1", "localhost")]
    [InlineData("::1", "localhost")]
    [InlineData("::1", "::1")]
    public async Task A_port_that_is_taken_on_one_family_is_a_sentence_and_exit_code_2(string taken, string bind)
    {
        var address = IPAddress.Parse(taken);
        if (address.AddressFamily is AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
        {
            Assert.Skip("This machine has no IPv6.");
        }

        using var other = new TcpListener(address, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var (code, output) = await RunAsync(("PORT", port), ("BIND", bind));

        Assert.True(code == 2, $"It ended with {code}: {output}");
        Assert.Contains("another program listens there", output, StringComparison.Ordinal);
        Assert.False(output.Trim().Contains('\n', StringComparison.Ordinal), $"One sentence is all there is to see: {output}");
    }

    [Theory]
    [InlineData("Information", false)]
    [InlineData("Debug", true)]
    public async Task A_start_that_nobody_foresaw_to_fail_is_a_sentence_and_exit_code_1_and_debug_shows_where(string level, bool shows)
    {
        var (code, output) = await RunAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"), ("OTEL_EXPORTER_OTLP_HEADERS", "no-headers-at-all"), ("Logging__LogLevel__Default", level));

        Assert.True(code == 1, $"It ended with {code}: {output}");
        Assert.Contains("cannot be set up or started", output, StringComparison.Ordinal);
        Assert.Equal(shows, output.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_this_machine_does_not_have_is_a_sentence_and_exit_code_2()
    {
        var (code, output) = await RunAsync(("BIND", "192.0.2.1"));

        Assert.True(code == 2, $"It ended with {code}: {output}");
        Assert.Contains("this machine has no such address", output, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output)> RunAsync(params (string Name, string Value)[] more) => ServiceProcess.RunAsync(
        "serve", ServiceProcess.Settings(_sandbox, _database.File, more.ToDictionary(setting => setting.Name, setting => setting.Value)), Ct);

    private static async Task<bool> AnswersAsync(IPAddress address, int port)
    {
        try
        {
            using var client = new TcpClient(address.AddressFamily);
            await client.ConnectAsync(address, port, Ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RoleSync.EndToEnd.Tests.Cli;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Limits;

/// <summary>What people are told of Discord's limits.</summary>
public sealed class LimitsTests : IDisposable
{
    private static readonly SandboxOptions _options = new() { Seed = 6, Speed = 20, Guilds = [new GuildOptions { Members = 300, WrongShare = 0.2 }] };

    private readonly TemporaryDatabase _database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task The_limits_are_shown_while_a_run_draws_on_them()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = "true" }, Ct);
        using var caller = new SyncCaller(service.Url);
        await caller.TriggerAsync(null, Ct);
        await caller.WaitAsync(status => status.GetProperty("applied").GetInt32() >= 12, TimeSpan.FromSeconds(60), Ct);

        var limits = await caller.Http.GetFromJsonAsync<JsonElement>("/limits", Ct);
        var status = await caller.Http.GetFromJsonAsync<JsonElement>("/sync-status", Ct);
        var said = await CommandLine.RunAsync(service, "limits");
        var described = await caller.Http.GetStringAsync("/openapi/v1.json", Ct);

        var bucket = Assert.Single(limits.GetProperty("buckets").EnumerateArray(), bucket => bucket.GetProperty("method").GetString() == "PUT|DELETE");
        Assert.Equal((10, "fixed"), (bucket.GetProperty("limit").GetInt32(), bucket.GetProperty("model").GetString()));
        Assert.InRange(bucket.GetProperty("remaining").GetInt32(), 0, 10);
        Assert.Equal(48, limits.GetProperty("global").GetProperty("requests").GetInt32());
        Assert.Equal(500, limits.GetProperty("invalid").GetProperty("breaker").GetInt32());
        var run = Assert.Single(limits.GetProperty("runs").EnumerateArray());
        Assert.True(run.GetProperty("etaMs").GetInt64() > 0);
        Assert.Equal((0, JsonValueKind.Null), (
            status.GetProperty("rateLimits").GetProperty("limited").GetInt32(), status.GetProperty("rateLimits").GetProperty("halted").ValueKind));
        Assert.Equal(0, said.Code);
        Assert.Contains("PUT|DELETE /guilds/{guild}/members/{member}/roles/{role}", said.Out, StringComparison.Ordinal);
        Assert.Contains("\"/limits\"", described, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_is_told_by_the_status_the_health_check_and_the_limits()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, null, Ct);
        using var caller = new SyncCaller(service.Url);
        using var ready = await caller.Http.GetAsync("/health/ready", Ct);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        sandbox.World.RotateToken();
        await caller.TriggerAsync(null, Ct);
        var waiting = await caller.WaitAsync(IsWaiting, TimeSpan.FromSeconds(60), Ct);
        Assert.True(waiting.GetProperty("isRunning").GetBoolean());
        Assert.Contains("DISCORD_TOKEN", waiting.GetProperty("error").GetString(), StringComparison.Ordinal);

        using var unready = await caller.Http.GetAsync("/health/ready", Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Contains("DISCORD_TOKEN", await unready.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        var status = await caller.Http.GetFromJsonAsync<JsonElement>("/sync-status", Ct);
        Assert.Contains("401", status.GetProperty("rateLimits").GetProperty("halted").GetString(), StringComparison.Ordinal);
        var said = await CommandLine.RunAsync(service, "limits");
        Assert.Contains("Halted   Discord refused the bot token (401).", said.Out, StringComparison.Ordinal);

        using var refused = await caller.Http.PostAsJsonAsync("/trigger-sync", new { }, Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 300);
        Assert.Contains("DISCORD_TOKEN", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        var started = await CommandLine.RunAsync(service, "start");
        Assert.Equal(1, started.Code);
        Assert.Contains("DISCORD_TOKEN", started.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_401_among_good_answers_postpones_the_run_which_goes_on_by_itself_when_the_token_is_taken_again()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = "true" }, Ct);
        using var caller = new SyncCaller(service.Url);
        sandbox.Faults.Add(
            new FaultRule("* /guilds/*/members/*/roles/*", Fault.Status(401, """{"message":"401: Unauthorized","code":0}""")) { After = 5, Times = 1 });

        await caller.TriggerAsync(null, Ct);
        var waiting = await caller.WaitAsync(IsWaiting, TimeSpan.FromSeconds(60), Ct);
        Assert.True(waiting.GetProperty("resumesAt").GetInt64() > 0);
        using var unready = await caller.Http.GetAsync("/health/ready", Ct);

        Assert.Equal("completed", SyncCaller.Phase(await caller.WaitForEndAsync(Ct)));
        Assert.Empty(sandbox.World.TheGuild.WrongMembers());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        using var ready = await caller.Http.GetAsync("/health/ready", Ct);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    private static bool IsWaiting(JsonElement status) =>
        status.GetProperty("error") is { ValueKind: JsonValueKind.String } error && error.GetString()!.Contains("401", StringComparison.Ordinal);

    [Fact]
    public async Task The_limits_are_behind_the_gate()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, new Dictionary<string, string> { ["SYNC_AUTH_TOKEN"] = "let-me-in" }, Ct);
        using var caller = new SyncCaller(service.Url);

        using var refused = await caller.Http.GetAsync("/limits", Ct);
        var said = await CommandLine.RunAsync("limits --json", new() { ["SYNC_BASE_URL"] = service.Url.OriginalString, ["SYNC_AUTH_TOKEN"] = "let-me-in" });

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(0, said.Code);
        Assert.StartsWith("{\"buckets\":[", said.Out, StringComparison.Ordinal);
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Syncing;

/// <summary>Bad input gets a clear answer, and nothing starts or is lost.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly SandboxOptions _options = new() { Seed = 3, Speed = 50, Guilds = [new GuildOptions { Members = 400, WrongShare = 0.1 }] };

    private static readonly Dictionary<string, string> _byItself = new() { ["AUTO_CONTINUE_CHUNKS"] = "true" };

    private readonly TemporaryDatabase _database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task A_body_that_is_wrong_is_refused_with_a_sentence_and_starts_nothing()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, null, Ct);
        using var caller = new SyncCaller(service.Url);
        foreach (var body in (string[])[
            "{", "nonsense", "[]", "5", "\"text\"", "{\"startIndex\": -1}", "{\"startIndex\": \"5\"}", "{\"startIndex\": 1.5}", "{\"startIndex\": 99999999999}",
            "{\"chunkSize\": 0}", "{\"chunkSize\": 100001}", "{\"chunkSize\": true}", "{\"guildId\": 5}", "{\"guildId\": \"abc\"}", "{\"dryRun\": \"yes\"}",
            "{\"guildId\":\"\\ud800\"}", "{\"\\udc00guildId\":\"1\"}", "{\"guildId\":\"\u00ff\"}"])
        {
            // As Latin-1, so that the last one is no UTF-8.
            using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)) { Headers = { ContentType = new("application/json") } };
            using var answer = await caller.Http.PostAsync("/trigger-sync", content, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{body} was answered {answer.StatusCode}: {text}");
            Assert.StartsWith("{\"success\":false,\"error\":\"", text, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await caller.TriggerAsync(new { guildId = "123456789012345678" }, Ct)).Status);
        Assert.False((await caller.StatusAsync(Ct)).GetProperty("runId").ValueKind is System.Text.Json.JsonValueKind.Number);
        Assert.Equal(0, sandbox.Journal.Count());
    }

    [Fact]
    public async Task A_trigger_while_a_run_is_active_is_refused()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options with { Speed = 5 }, Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, _byItself, Ct);
        using var caller = new SyncCaller(service.Url);
        await caller.TriggerAsync(null, Ct);

        var (status, answer) = await caller.TriggerAsync(null, Ct);

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("Run 1", (string)answer["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_beyond_the_end_fails_with_the_sentence_that_says_so()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, null, Ct);
        using var caller = new SyncCaller(service.Url);

        await caller.TriggerAsync(new { startIndex = 400 }, Ct);
        var end = await caller.WaitForEndAsync(Ct);

        Assert.Equal("failed", SyncCaller.Phase(end));
        Assert.Contains("beyond the end", end.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, sandbox.Journal.WriteCount);

        await caller.TriggerAsync(new { chunkSize = 50 }, Ct);
        await caller.WaitAsync(now => SyncCaller.Phase(now) == "waiting", TimeSpan.FromSeconds(60), Ct);
        Assert.Equal(HttpStatusCode.BadRequest, (await caller.TriggerAsync(new { startIndex = 400 }, Ct)).Status);
    }

    [Fact]
    public async Task A_token_that_Discord_refuses_postpones_the_run_without_hammering()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, _byItself, Ct);
        sandbox.World.RotateToken();
        using var caller = new SyncCaller(service.Url);

        await caller.TriggerAsync(null, Ct);
        var waiting = await caller.WaitAsync(
            status => status.GetProperty("error").ValueKind is System.Text.Json.JsonValueKind.String, TimeSpan.FromSeconds(60), Ct);

        Assert.Equal("planning", SyncCaller.Phase(waiting));
        Assert.Contains("DISCORD_TOKEN", waiting.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.InRange(sandbox.Journal.Count(status: 401), 1, 5);
    }

    [Fact]
    public async Task A_missing_members_intent_is_named_with_its_switch()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        sandbox.World.MembersIntent = false;
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, _byItself, Ct);
        using var caller = new SyncCaller(service.Url);

        await caller.TriggerAsync(null, Ct);
        var end = await caller.WaitForEndAsync(Ct);

        Assert.Equal("failed", SyncCaller.Phase(end));
        Assert.Contains("SERVER MEMBERS INTENT", end.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_permission_fails_the_run_before_its_first_write()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        sandbox.World.TheGuild.BotMayManageRoles = false;
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, _byItself, Ct);
        using var caller = new SyncCaller(service.Url);

        await caller.TriggerAsync(null, Ct);
        var end = await caller.WaitForEndAsync(Ct);

        Assert.Equal("failed", SyncCaller.Phase(end));
        Assert.Contains("Manage Roles", end.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, sandbox.Journal.WriteCount);
    }

    [Fact]
    public async Task A_role_that_is_deleted_in_mid_run_is_reported_and_the_rest_goes_on()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options with { Speed = 20 }, Ct);
        var guild = sandbox.World.TheGuild;
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, _byItself, Ct);
        using var caller = new SyncCaller(service.Url);
        await caller.TriggerAsync(null, Ct);
        await caller.WaitAsync(now => now.GetProperty("applied").GetInt32() >= 5, TimeSpan.FromSeconds(60), Ct);

        guild.DeleteRole(guild.RoleId("ETHOS_VERIFIED_PROFILE_ROLE_ID"));
        guild.DeleteRole(guild.RoleId("ETHOS_ROLE_KNOWN"));
        var end = await caller.WaitForEndAsync(Ct);

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.Equal(0, end.GetProperty("failed").GetInt32());
        Assert.InRange(sandbox.Journal.Count(status: 404), 0, 2);
    }

    [Fact]
    public async Task A_member_who_left_is_passed_over()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options with { Speed = 20 }, Ct);
        var guild = sandbox.World.TheGuild;
        var leaver = guild.WrongMembers()[^1];
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, _byItself, Ct);
        using var caller = new SyncCaller(service.Url);
        await caller.TriggerAsync(null, Ct);
        await caller.WaitAsync(now => now.GetProperty("applied").GetInt32() >= 1, TimeSpan.FromSeconds(60), Ct);

        guild.RemoveMember(leaver);
        var end = await caller.WaitForEndAsync(Ct);

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.Equal(0, end.GetProperty("failed").GetInt32());
        Assert.True(end.GetProperty("skipped").GetInt32() > 0);
        Assert.Empty(guild.WrongMembers());
    }

    [Fact]
    public async Task Nobody_starts_stops_or_reads_anything_without_the_token()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        await using var service = await ServiceProcess.StartAsync(
            sandbox, _database.File, new Dictionary<string, string> { ["SYNC_AUTH_TOKEN"] = "a-long-enough-secret" }, Ct);
        using var http = new HttpClient { BaseAddress = service.Url };

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health", Ct)).StatusCode);
        foreach (var token in (string?[])[null, "", "wrong", "a-long-enough-secret2", "a-long-enough-secre"])
        {
            http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            foreach (var path in (string[])["/trigger-sync", "/stop-sync", "/runs/1/approve", "/runs/1/stop"])
            {
                Assert.Equal(HttpStatusCode.Unauthorized, (await http.PostAsync(path, null, Ct)).StatusCode);
            }

            foreach (var path in (string[])["/sync-status", "/runs", "/runs/1", "/openapi/v1.json", "/nowhere"])
            {
                Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(path, Ct)).StatusCode);
            }
        }

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-long-enough-secret");
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/sync-status", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/openapi/v1.json", Ct)).StatusCode);
        Assert.DoesNotContain("a-long-enough-secret", service.Log, StringComparison.Ordinal);
        Assert.Equal(0, sandbox.Journal.Count());
    }

    [Fact]
    public async Task All_that_is_wrong_with_the_configuration_is_said_at_once_and_the_code_is_2()
    {
        var (code, output) = await ServiceProcess.RunAsync(
            "serve", new Dictionary<string, string> { ["SYNC_CHUNK_SIZE"] = "many", ["SYNC_CRON"] = "whenever", ["DISCORD_TOKEN"] = "secret secret" }, Ct);

        Assert.Equal(2, code);
        foreach (var name in (string[])["DISCORD_TOKEN", "DISCORD_GUILD_ID", "ETHOS_VERIFIED_ROLE_ID", "SYNC_CHUNK_SIZE", "SYNC_CRON"])
        {
            Assert.Contains(name, output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret secret", output, StringComparison.Ordinal);
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using RoleSync.EndToEnd.Tests.Cli;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Access;

/// <summary>Two guilds and no default one: every command and every route touches the guild that is named, and no other.</summary>
public sealed class GuildTests : IAsyncLifetime
{
    private readonly TemporaryDatabase _database = new();
    private SandboxServer _sandbox = null!;
    private ServiceProcess _service = null!;
    private SyncCaller _caller = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string First => Id(_sandbox.World.Guilds[0]);

    private string Second => Id(_sandbox.World.Guilds[1]);

    private Dictionary<string, string> Settings
    {
        get
        {
            var settings = new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = "true", ["SYNC_CONFIRM_ABSENT"] = "1", ["SYNC_MAX_REMOVALS"] = "100%" };
            foreach (var name in _sandbox.World.Guilds[0].PolicyVariables().Select(pair => pair.Key).Append("DISCORD_GUILD_ID"))
            {
                settings[name] = "";
            }

            foreach (var guild in _sandbox.World.Guilds)
            {
                foreach (var (name, role) in guild.PolicyVariables())
                {
                    settings[$"RoleSync__Guilds__{Id(guild)}__{name}"] = role;
                }
            }

            return settings;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var guild = new GuildOptions { Members = 60, WrongShare = 0.3 };
        _sandbox = await SandboxServer.StartAsync(new SandboxOptions { Seed = 11, Speed = 40, Guilds = [guild, guild] }, Ct);
        _service = await ServiceProcess.StartAsync(_sandbox, _database.File, Settings, Ct);
        _caller = new SyncCaller(_service.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _service.DisposeAsync();
        await _sandbox.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task Stop_stops_the_guild_that_is_named_and_all_of_them_only_where_that_is_said()
    {
        HoldWrites();
        await StartBothAsync();

        var said = await CommandLine.RunAsync(_service, $"stop --guild-id {First}");
        Assert.Equal((0, "Stop signal sent to running sync"), (said.Code, said.Out.Trim()));
        Assert.True(await IsStoppingAsync(First));
        Assert.False(await IsStoppingAsync(Second));

        foreach (var (path, body, status) in new[]
        {
            ("/stop-sync", "", 404), ("/stop-sync", "{}", 404), ("/stop-sync?guildId=123456789012345678", "", 404), ("/stop-sync", "{\"guildId\":\"123456789012345678\"}", 404),
            ("/stop-sync", "all", 400), ("/stop-sync", "[]", 400), ("/stop-sync", "{\"all\":\"yes\"}", 400), ("/stop-sync", "{\"guildId\":5}", 400), ("/stop-sync?guildId=all", "", 400),
            ("/stop-sync", $"{{\"all\":true,\"guildId\":\"{First}\"}}", 400), ($"/stop-sync?guildId={First}&guildId={Second}", "", 400),
            ($"/stop-sync?guildId={First}", $"{{\"guildId\":\"{Second}\"}}", 400), ("/stop-sync", $"{{\"guildId\":\"{First}\",\"guildId\":\"{Second}\"}}", 400),
            ("/stop-sync", $"{{\"guild_id\":\"{Second}\"}}", 400), ($"/stop-sync?guild={Second}", "", 400), ("/stop-sync", $"guildId={Second}", 400),
        })
        {
            using var answer = await _caller.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True((int)answer.StatusCode == status, $"{path} {body} was answered {answer.StatusCode}: {text}");
            Assert.StartsWith("{\"success\":false,\"error\":\"", text, StringComparison.Ordinal);
        }

        Assert.False(await IsStoppingAsync(Second));
        Assert.Equal(0, (await CommandLine.RunAsync(_service, "stop --all")).Code);
        Assert.True(await IsStoppingAsync(Second));
        Assert.Equal(2, (await CommandLine.RunAsync(_service, $"stop --all --guild-id {First}")).Code);
    }

    [Theory]
    [InlineData("?guildId=ID", "")]
    [InlineData("", "{\"guildId\":\"ID\"}")]
    [InlineData("?GUILDID=ID", "{\"guildId\":\"ID\",\"other\":1}")]
    public async Task The_guild_may_be_named_in_the_query_or_in_the_body(string query, string body)
    {
        HoldWrites();
        await StartBothAsync();
        var path = "/stop-sync" + query.Replace("=ID", $"={Second}", StringComparison.Ordinal);

        using var answer = await _caller.Http.PostAsync(path, new StringContent(body.Replace("\"ID\"", $"\"{Second}\"", StringComparison.Ordinal)), Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(await IsStoppingAsync(Second));
        Assert.False(await IsStoppingAsync(First));
    }

    [Fact]
    public async Task Every_command_that_takes_a_guild_touches_that_one_only()
    {
        var member = _sandbox.World.Guilds[1].VerifiedMembers()[0];
        foreach (var (args, code) in new[]
        {
            ("plan", 10), ("complete", 0), ("start", 0), ($"why {member}", 0), ("status", 0), ("runs", 0),
        })
        {
            var said = await CommandLine.RunAsync(_service, $"{args} --guild-id {Second}");
            Assert.True(said.Code == code, $"rolesync {args} ended with {said.Code}: {said.Out}{said.Error}");
            Assert.DoesNotContain(First, said.Out, StringComparison.Ordinal);

            var unknown = await CommandLine.RunAsync(_service, $"{args} --guild-id 123456789012345678");
            Assert.True(unknown.Code == 2, $"rolesync {args} for an unknown guild ended with {unknown.Code}: {unknown.Out}{unknown.Error}");
            Assert.Contains("not configured", unknown.Error, StringComparison.Ordinal);
        }

        var settings = ServiceProcess.Settings(_sandbox, _database.File, Settings);
        foreach (var args in (string[])["roles", "roles create --base-only"])
        {
            var (_, output) = await ServiceProcess.RunAsync($"{args} --guild-id {Second}", settings, Ct);
            Assert.Contains(Second, output, StringComparison.Ordinal);
            Assert.Equal(2, (await ServiceProcess.RunAsync($"{args} --guild-id 123456789012345678", settings, Ct)).ExitCode);
        }

        Assert.Null((await StatusAsync(First)).GetProperty("runId").GetString());
        Assert.DoesNotContain(_sandbox.Journal.Writes, write => write.Guild == _sandbox.World.Guilds[0].Id);
        Assert.Empty(_sandbox.World.Guilds[1].WrongMembers());
    }

    [Theory]
    [InlineData("GET", "/sync-status")]
    [InlineData("POST", "/trigger-sync")]
    [InlineData("POST", "/stop-sync")]
    [InlineData("GET", "/runs")]
    [InlineData("GET", "/roles")]
    [InlineData("POST", "/roles/create")]
    [InlineData("GET", "/members/123456789012345678/why")]
    [InlineData("POST", "/runs/1/stop")]
    public async Task Every_route_says_404_to_an_unknown_guild_and_400_to_what_it_does_not_understand(string method, string path)
    {
        foreach (var (query, body, status) in new[]
        {
            ("?guildId=123456789012345678", "", 404), ("", "{\"guildId\":\"123456789012345678\"}", 404), ("?guildId=0", "", 400), ("?guildId=x", "", 400), ("?guildId=-1", "", 400),
            ("", "{\"guildId\":123456789012345678}", 400), ("", "{\"guildId\":true}", 400), ("", "{", 400), ("", "nonsense", 400), ("", "[]", 400), ("", "\"x\"", 400), ("", "{}{}", 400),
            ("?guildID=x", "", 400), ("?guild_id=x", "", 400), ("", "{\"server\":\"x\"}", 400),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path + query) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            using var answer = await _caller.Http.SendAsync(request, Ct);
            Assert.True((int)answer.StatusCode == status, $"{method} {path}{query} {body} was answered {answer.StatusCode}");
        }

        Assert.Equal(0, _sandbox.Journal.Count());
    }

    [Fact]
    public async Task A_run_that_is_named_with_another_guild_is_not_there()
    {
        await _caller.TriggerAsync(new { guildId = First, dryRun = true }, Ct);

        foreach (var path in (string[])["stop", "approve", "reject", "undo", "apply"])
        {
            using var answer = await _caller.Http.PostAsync($"/runs/1/{path}?guildId={Second}", null, Ct);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var own = await _caller.Http.GetAsync($"/runs/1?guildId={First}", Ct);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    private static string Id(SandboxGuild guild) => guild.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Lets no write end before the test does, so that both runs stay under way.</summary>
    private void HoldWrites() => _sandbox.Faults.Add("PUT /guilds/*", Fault.Custom(async http =>
    {
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, http.RequestAborted);
        return false;
    }));

    private async Task StartBothAsync()
    {
        foreach (var guild in (string[])[First, Second])
        {
            Assert.Equal(HttpStatusCode.OK, (await _caller.TriggerAsync(new { guildId = guild }, Ct)).Status);
        }
    }

    /// <summary>Whether the run was asked to stop, or has.</summary>
    private async Task<bool> IsStoppingAsync(string guild)
    {
        var status = await StatusAsync(guild);
        return status.GetProperty("shouldStop").GetBoolean() || SyncCaller.Phase(status) is "stopped";
    }

    private async Task<JsonElement> StatusAsync(string guild)
    {
        using var json = JsonDocument.Parse(await _caller.Http.GetStringAsync($"/sync-status?guildId={guild}", Ct));
        return json.RootElement.GetProperty("status").Clone();
    }
}

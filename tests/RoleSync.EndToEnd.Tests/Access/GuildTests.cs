using System.Net;
using System.Text;
using RoleSync.EndToEnd.Tests.Cli;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Access;

/// <summary>Two guilds and no default one: every command and every route touches the guild that is named, and no other.</summary>
public sealed class GuildTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_stops_the_guild_that_is_named_and_all_of_them_only_where_that_is_said()
    {
        await using var two = await TwoGuilds.StartAsync(Ct);
        two.HoldWrites();
        await two.StartBothAsync();

        var said = await CommandLine.RunAsync(two.Service, $"stop --guild-id {two.First}");
        Assert.Equal((0, "Stop signal sent to running sync"), (said.Code, said.Out.Trim()));
        Assert.True(await two.IsStoppingAsync(two.First));
        Assert.False(await two.IsStoppingAsync(two.Second));

        foreach (var (path, body, status) in new[]
        {
            ("/stop-sync", "", 404), ("/stop-sync", "{}", 404), ("/stop-sync?guildId=123456789012345678", "", 404), ("/stop-sync", "{\"guildId\":\"123456789012345678\"}", 404),
            ("/stop-sync", "all", 400), ("/stop-sync", "[]", 400), ("/stop-sync", "{\"all\":\"yes\"}", 400), ("/stop-sync", "{\"guildId\":5}", 400), ("/stop-sync?guildId=all", "", 400),
            ("/stop-sync", $"{{\"all\":true,\"guildId\":\"{two.First}\"}}", 400), ($"/stop-sync?guildId={two.First}&guildId={two.Second}", "", 400),
            ($"/stop-sync?guildId={two.First}", $"{{\"guildId\":\"{two.Second}\"}}", 400), ("/stop-sync", $"{{\"guildId\":\"{two.First}\",\"guildId\":\"{two.Second}\"}}", 400),
            ("/stop-sync", $"{{\"guild_id\":\"{two.Second}\"}}", 400), ($"/stop-sync?guild={two.Second}", "", 400), ("/stop-sync", $"guildId={two.Second}", 400),
        })
        {
            using var answer = await two.Caller.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True((int)answer.StatusCode == status, $"{path} {body} was answered {answer.StatusCode}: {text}");
            Assert.StartsWith("{\"success\":false,\"error\":\"", text, StringComparison.Ordinal);
        }

        Assert.False(await two.IsStoppingAsync(two.Second));
        Assert.Equal(0, (await CommandLine.RunAsync(two.Service, "stop --all")).Code);
        Assert.True(await two.IsStoppingAsync(two.Second));
        Assert.Equal(2, (await CommandLine.RunAsync(two.Service, $"stop --all --guild-id {two.First}")).Code);
    }

    [Theory]
    [InlineData("?guildId=ID", "")]
    [InlineData("", "{\"guildId\":\"ID\"}")]
    [InlineData("?GUILDID=ID", "{\"guildId\":\"ID\",\"other\":1}")]
    public async Task The_guild_may_be_named_in_the_query_or_in_the_body(string query, string body)
    {
        await using var two = await TwoGuilds.StartAsync(Ct);
        two.HoldWrites();
        await two.StartBothAsync();
        var path = "/stop-sync" + query.Replace("=ID", $"={two.Second}", StringComparison.Ordinal);

        using var answer = await two.Caller.Http.PostAsync(path, new StringContent(body.Replace("\"ID\"", $"\"{two.Second}\"", StringComparison.Ordinal)), Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(await two.IsStoppingAsync(two.Second));
        Assert.False(await two.IsStoppingAsync(two.First));
    }

    [Fact]
    public async Task Every_command_that_takes_a_guild_touches_that_one_only()
    {
        await using var two = await TwoGuilds.StartAsync(Ct);
        var member = two.Sandbox.World.Guilds[1].VerifiedMembers()[0];
        foreach (var (args, code) in new[]
        {
            ("plan", 10), ("complete", 0), ("start", 0), ($"why {member}", 0), ($"verify {member}", 0), ("status", 0), ("runs", 0), ("changes", 0),
        })
        {
            var said = await CommandLine.RunAsync(two.Service, $"{args} --guild-id {two.Second}");
            Assert.True(said.Code == code, $"rolesync {args} ended with {said.Code}: {said.Out}{said.Error}");
            Assert.DoesNotContain(two.First, said.Out, StringComparison.Ordinal);

            var unknown = await CommandLine.RunAsync(two.Service, $"{args} --guild-id 123456789012345678");
            Assert.True(unknown.Code == 2, $"rolesync {args} for an unknown guild ended with {unknown.Code}: {unknown.Out}{unknown.Error}");
            Assert.Contains("not configured", unknown.Error, StringComparison.Ordinal);
        }

        foreach (var args in (string[])["roles", "roles create --base-only"])
        {
            var (_, output) = await ServiceProcess.RunAsync($"{args} --guild-id {two.Second}", two.Settings, Ct);
            Assert.Contains(two.Second, output, StringComparison.Ordinal);
            Assert.Equal(2, (await ServiceProcess.RunAsync($"{args} --guild-id 123456789012345678", two.Settings, Ct)).ExitCode);
        }

        Assert.Null((await two.StatusAsync(two.First)).GetProperty("runId").GetString());
        Assert.DoesNotContain(two.Sandbox.Journal.Writes, write => write.Guild == two.Sandbox.World.Guilds[0].Id);
        Assert.Empty(two.Sandbox.World.Guilds[1].WrongMembers());
    }

    [Theory]
    [InlineData("GET", "/sync-status")]
    [InlineData("POST", "/trigger-sync")]
    [InlineData("POST", "/stop-sync")]
    [InlineData("GET", "/runs")]
    [InlineData("GET", "/changes")]
    [InlineData("GET", "/roles")]
    [InlineData("POST", "/roles/create")]
    [InlineData("GET", "/members/123456789012345678/why")]
    [InlineData("POST", "/members/123456789012345678/verify")]
    [InlineData("POST", "/force-sync")]
    [InlineData("POST", "/runs/1/stop")]
    public async Task Every_route_says_404_to_an_unknown_guild_and_400_to_what_it_does_not_understand(string method, string path)
    {
        await using var two = await TwoGuilds.StartAsync(Ct);
        foreach (var (query, body, status) in new[]
        {
            ("?guildId=123456789012345678", "", 404), ("", "{\"guildId\":\"123456789012345678\"}", 404), ("?guildId=0", "", 400), ("?guildId=x", "", 400), ("?guildId=-1", "", 400),
            ("", "{\"guildId\":123456789012345678}", 400), ("", "{\"guildId\":true}", 400), ("", "{", 400), ("", "nonsense", 400), ("", "[]", 400), ("", "\"x\"", 400), ("", "{}{}", 400),
            ("?guildID=x", "", 400), ("?guild_id=x", "", 400), ("", "{\"server\":\"x\"}", 400),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path + query) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            using var answer = await two.Caller.Http.SendAsync(request, Ct);
            Assert.True((int)answer.StatusCode == status, $"{method} {path}{query} {body} was answered {answer.StatusCode}");
        }

        Assert.Equal(0, two.Sandbox.Journal.Count());
    }

    [Fact]
    public async Task A_run_that_is_named_with_another_guild_is_not_there()
    {
        await using var two = await TwoGuilds.StartAsync(Ct);
        await two.Caller.TriggerAsync(new { guildId = two.First, dryRun = true }, Ct);

        foreach (var path in (string[])["stop", "approve", "reject", "undo", "apply"])
        {
            using var answer = await two.Caller.Http.PostAsync($"/runs/1/{path}?guildId={two.Second}", null, Ct);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var own = await two.Caller.Http.GetAsync($"/runs/1?guildId={two.First}", Ct);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }
}

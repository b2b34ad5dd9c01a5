using System.Globalization;

namespace RoleSync.EndToEnd.Tests.Cli;

public sealed class CommandTests
{
    private const string RunEnded = """{"id":7,"guildId":"1000000000000000001","kind":"sync","trigger":"HTTP","phase":"held","totalUsers":120,"nextIndex":0,"planned":30}""";

    [Fact]
    public async Task Start_sends_what_was_given_and_prints_the_run()
    {
        await using var service = await ScriptedService.StartAsync();

        var said = await CommandLine.RunAsync(service, "start --start-index 50 --chunk-size 100 --guild-id 1000000000000000001 --dry-run", token: "open-sesame");

        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("Run 7 of guild 1000000000000000001", said.Out, StringComparison.Ordinal);
        Assert.Equal(
            ["""POST /trigger-sync {"guildId":"1000000000000000001","startIndex":50,"chunkSize":100,"dryRun":true} Bearer open-sesame"""], service.Requests);
    }

    [Fact]
    public async Task What_is_not_given_is_left_to_the_service()
    {
        await using var service = await ScriptedService.StartAsync();

        await CommandLine.RunAsync(service, "start");

        Assert.Equal(["POST /trigger-sync {}"], service.Requests);
    }

    [Fact]
    public async Task The_guild_of_the_environment_counts_where_none_is_given()
    {
        await using var service = await ScriptedService.StartAsync();

        await CommandLine.RunAsync("stop", new() { ["SYNC_BASE_URL"] = service.Url.OriginalString, ["DISCORD_GUILD_ID"] = "1000000000000000002" });

        Assert.Equal(["""POST /stop-sync {"guildId":"1000000000000000002"}"""], service.Requests);
    }

    [Fact]
    public async Task Json_prints_the_answer_as_it_came()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Shows(ScriptedService.Status("applying", 60));

        var said = await CommandLine.RunAsync(service, "status --json");

        Assert.Equal(ScriptedService.Status("applying", 60), said.Out.TrimEnd());
    }

    [Fact]
    public async Task Status_tells_a_person_where_the_run_stands_and_what_to_do()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Shows(ScriptedService.Status("held", 0, "\"It would take roles from 90 of 120 members.\""));

        var said = await CommandLine.RunAsync(service, "status");

        Assert.Equal(0, said.Code);
        Assert.Contains("Run 7 (sync) of guild 1000000000000000001: held", said.Out, StringComparison.Ordinal);
        Assert.Contains("It would take roles from 90 of 120 members.", said.Out, StringComparison.Ordinal);
        Assert.Contains("rolesync approve 7", said.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("approve 7", "POST /runs/7/approve")]
    [InlineData("reject 7", "POST /runs/7/reject")]
    public async Task A_held_run_is_decided_by_its_number(string args, string request)
    {
        await using var service = await ScriptedService.StartAsync();
        service.Answers(request, 200, RunEnded);

        Assert.Equal(0, (await CommandLine.RunAsync(service, args)).Code);
        Assert.Equal([request], service.Requests);
    }

    [Fact]
    public async Task Runs_are_listed_one_a_line()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Answers("GET /runs", 200, $$"""{"runs":[{{RunEnded}}],"before":null}""");

        var said = await CommandLine.RunAsync(service, "runs");

        Assert.Equal(2, said.Out.TrimEnd().Split('\n').Length);
        Assert.Contains("0/30", said.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"success":false,"error":"startIndex is beyond the end."}""", "startIndex is beyond the end.", 2)]
    [InlineData(404, """{"success":false,"error":"Guild 5 is not configured."}""", "Guild 5 is not configured.", 2)]
    [InlineData(409, """{"success":false,"error":"Run 6 is active."}""", "Run 6 is active.", 3)]
    [InlineData(409, """{"title":"Conflict","detail":"Run 6 is not held."}""", "Run 6 is not held.", 3)]
    [InlineData(500, """{"title":"The database is full."}""", "The database is full.", 1)]
    [InlineData(401, "", "SYNC_AUTH_TOKEN", 5)]
    [InlineData(502, "<html>Bad gateway</html>", "SYNC_BASE_URL", 5)]
    [InlineData(200, "<html>Welcome to nginx</html>", "SYNC_BASE_URL", 5)]
    [InlineData(200, "null", "SYNC_BASE_URL", 5)]
    public async Task A_refusal_is_a_sentence_on_stderr_and_an_exit_code(int status, string body, string sentence, int code)
    {
        await using var service = await ScriptedService.StartAsync();
        service.Answers("POST /trigger-sync", status, body);

        foreach (var command in new[] { "start", "complete" })
        {
            var said = await CommandLine.RunAsync(service, command);

            Assert.Equal((code, ""), (said.Code, said.Out));
            Assert.Contains(sentence, said.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("https://sync.example.org/{0}", 301, "Set SYNC_BASE_URL to that address", "https://sync.example.org/ ")]
    [InlineData("https://sync.example.org/behind/{0}", 308, "Set SYNC_BASE_URL to that address", "https://sync.example.org/behind/ ")]
    [InlineData("https://login.example.org/?to={0}", 302, "which is no part of the service", "https://login.example.org/ ")]
    [InlineData("/elsewhere", 307, "which is no part of the service", "/elsewhere")]
    [InlineData("", 302, "redirects to nowhere", "")]
    public async Task A_redirect_is_told_and_never_followed_and_the_token_is_not_blamed(string location, int status, string sentence, string where)
    {
        await using var service = await ScriptedService.StartAsync();
        service.Redirects(status, path => string.Format(CultureInfo.InvariantCulture, location, path));

        foreach (var command in new[] { "status", "start", "stop --guild-id 1000000000000000001", "why 1000000000000000002 --guild-id 1000000000000000001", "runs" })
        {
            var said = await CommandLine.RunAsync(service, command, token: "open-sesame");

            Assert.Equal((5, ""), (said.Code, said.Out));
            Assert.Contains(sentence, said.Error, StringComparison.Ordinal);
            Assert.Contains(where, said.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("SYNC_AUTH_TOKEN", said.Error, StringComparison.Ordinal);
        }

        Assert.Equal(5, service.Redirected);
    }

    [Theory]
    [InlineData("127.0.0.1", "localhost")]
    [InlineData("[::1]", "localhost")]
    [InlineData("[::1]", "[::1]")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    public async Task A_service_on_one_family_is_found_by_every_name_of_this_machine(string listens, string named)
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var service = await ScriptedService.StartAsync(listens);

        var said = await CommandLine.RunAsync("status", new() { ["SYNC_BASE_URL"] = $"http://{named}:{service.Url.Port}" });

        Assert.Equal((0, ""), (said.Code, said.Error));
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_unreachable()
    {
        var service = await ScriptedService.StartAsync();
        var url = service.Url.OriginalString;
        await service.DisposeAsync();

        var said = await CommandLine.RunAsync("status", new() { ["SYNC_BASE_URL"] = url });

        Assert.Equal(5, said.Code);
        Assert.Contains("does not answer", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("start --chunk-size 0", "--chunk-size")]
    [InlineData("start --chunk-size many", "--chunk-size")]
    [InlineData("complete --start-index -1", "--start-index")]
    [InlineData("status --guild-id 12x", "--guild-id")]
    [InlineData("approve seven", "RUN")]
    [InlineData("demo --wrong 2", "--wrong")]
    [InlineData("begin", "begin")]
    public async Task Bad_usage_is_told_and_nothing_is_sent(string args, string named)
    {
        await using var service = await ScriptedService.StartAsync();

        var said = await CommandLine.RunAsync(service, args);

        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Contains(named, said.Error, StringComparison.Ordinal);
        Assert.Empty(service.Requests);
    }

    [Theory]
    [InlineData("SYNC_BASE_URL", "sync.test:8000")]
    [InlineData("SYNC_BASE_URL", "http://localhost:8000/?guild=1")]
    [InlineData("SYNC_BASE_URL", "http://ada:hunter2@localhost:8000")]
    [InlineData("SYNC_AUTH_TOKEN", "two words")]
    [InlineData("DISCORD_GUILD_ID", "my guild")]
    public async Task A_malformed_environment_is_bad_usage_and_is_not_shown(string name, string value)
    {
        var said = await CommandLine.RunAsync("status", new() { [name] = value });

        Assert.Equal(2, said.Code);
        Assert.Contains(name, said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(value, said.Error, StringComparison.Ordinal);
    }
}

using System.Globalization;

namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary>What answers that is no service in order, and what is never sent to one.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData(500, """{"title":"The database is full."}""", "The database is full.", 1)]
    [InlineData(502, "<html>Bad gateway</html>", "SYNC_BASE_URL", 5)]
    [InlineData(200, "<html>Welcome to nginx</html>", "SYNC_BASE_URL", 5)]
    [InlineData(200, "null", "SYNC_BASE_URL", 5)]
    public async Task What_is_no_answer_of_a_service_in_order_is_a_sentence_on_stderr_and_an_exit_code(int status, string body, string sentence, int code)
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
        // Nobody answers there: whatever is sent ends with another exit code.
        var said = await CommandLine.RunAsync(args, new() { ["SYNC_BASE_URL"] = "http://127.0.0.1:1" });

        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Contains(named, said.Error, StringComparison.Ordinal);
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

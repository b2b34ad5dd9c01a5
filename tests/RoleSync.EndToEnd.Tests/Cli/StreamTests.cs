using System.Diagnostics;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary>The executable in pipes, cron and containers: streams that cannot be written, an empty environment, terminals of every kind.</summary>
public sealed class StreamTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("status >/dev/full", 1)]
    [InlineData("status --json >&-", 1)]
    [InlineData("--help >/dev/full", 1)]
    [InlineData("status --guild-id x >/dev/full", 2)]
    [InlineData("complete >/dev/full", 1)]
    public async Task An_answer_that_cannot_be_written_is_a_sentence_and_no_success(string args, int code)
    {
        var said = await RunAsync($"\"$ROLESYNC\" {args}");

        Assert.Equal(code, said.Code);
        AssertNoTrace(said.Error);
        Assert.Contains(code == 1 ? "could not be written to stdout" : "--guild-id", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"$ROLESYNC\" status 2>/dev/full", 0)]
    [InlineData("\"$ROLESYNC\" status 2>&-", 0)]
    [InlineData("\"$ROLESYNC\" status <&-", 0)]
    [InlineData("\"$ROLESYNC\" complete 2>/dev/full", 0)]
    [InlineData("\"$ROLESYNC\" start --chunk-size 0 2>/dev/full", 2)]
    [InlineData("SYNC_BASE_URL=http://127.0.0.1:1 \"$ROLESYNC\" status 2>&-", 5)]
    [InlineData("SYNC_BASE_URL=http://127.0.0.1:1 \"$ROLESYNC\" status >&- 2>&- <&-", 5)]
    [InlineData("ROLESYNC_DATABASE= \"$ROLESYNC\" serve >/dev/full 2>/dev/full", 2)]
    public async Task What_cannot_be_said_changes_no_exit_code(string script, int code)
    {
        var said = await RunAsync(script);

        Assert.Equal(code, said.Code);
        AssertNoTrace(said.Error);
    }

    [Fact]
    public async Task A_reader_that_leaves_its_pipe_has_read_enough()
    {
        var said = await RunAsync("(\"$ROLESYNC\" status; echo $? >&2) | true; (\"$ROLESYNC\" status 2>&1 1>/dev/null; echo $? >&2) | true");

        Assert.Equal("0\n0\n", said.Error);
    }

    [Theory]
    [InlineData("\"$ROLESYNC\" status")]
    [InlineData("HOME=/no/such/folder \"$ROLESYNC\" status")]
    [InlineData("NO_COLOR=1 TERM=dumb \"$ROLESYNC\" status")]
    [InlineData("LANG=C LC_ALL=xx_YY.nothing TZ=Nowhere/Land \"$ROLESYNC\" status")]
    [InlineData("cd / && \"$ROLESYNC\" status")]
    public async Task Nothing_of_the_environment_is_needed(string script)
    {
        var said = await RunAsync(script, isBare: true);

        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("Run 7 (sync)", said.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM=dumb", false)]
    [InlineData("TERM=", false)]
    [InlineData("TERM=xterm-256color", true)]
    [InlineData("TERM=xterm-256color NO_COLOR=1", true)]
    public async Task A_terminal_is_drawn_on_where_it_can_be_and_coloured_where_it_may_be(string environment, bool isDrawn)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no script(1) to make a terminal with.");

        var said = await RunAsync($"{environment} script -qec '\"$ROLESYNC\" complete' /dev/null", shows: ["applying", "applying", "applying", "completed"]);

        Assert.Equal(0, said.Code);
        Assert.Contains("Run 7 completed", said.Out, StringComparison.Ordinal);
        Assert.Equal(isDrawn, said.Out.Contains('\u001b', StringComparison.Ordinal));
        Assert.Equal(isDrawn && !environment.Contains("NO_COLOR", StringComparison.Ordinal), said.Out.Contains("\u001b[38;5;", StringComparison.Ordinal));
        Assert.Contains("applying: 60 of 120 members", said.Out, StringComparison.Ordinal);
    }

    private static void AssertNoTrace(string error) => Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);

    /// <summary>Runs a line of a shell in which ROLESYNC is the executable and a service answers.</summary>
    private static async Task<CommandLine> RunAsync(string script, bool isBare = false, string[]? shows = null)
    {
        await using var service = await ScriptedService.StartAsync();
        service.Shows([.. (shows ?? ["completed"]).Select(phase => ScriptedService.Status(phase, phase == "completed" ? 120 : 60, unwritten: 0))]);
        var start = new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (isBare)
        {
            start.Environment.Clear();
        }

        start.Environment["ROLESYNC"] = ServiceProcess.Executable();
        start.Environment["SYNC_BASE_URL"] = service.Url.OriginalString;
        foreach (var name in new[] { "DISCORD_GUILD_ID", "SYNC_AUTH_TOKEN", "NO_COLOR" })
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Ct);
        return new CommandLine(process.ExitCode, await output, await error);
    }
}

using System.Text.Json;
using RoleSync.EndToEnd.Tests.Commands;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary>What the command line asks for, the real service does; what the service refuses, the command line tells.</summary>
public sealed class ServiceContractTests
{
    private const string Elsewhere = "1000000000000000002";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_asks_for_what_was_given_and_leaves_the_rest_to_the_service()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 120, wrong: 0.05);
        using var caller = new SyncCaller(bench.Service.Url);
        var guild = bench.Guild.Id;

        var said = await bench.RunAsync($"start --start-index 50 --chunk-size 100 --guild-id {guild} --dry-run", 0);
        await caller.WaitForEndAsync(Ct);
        await bench.RunAsync("start", 0);
        await caller.WaitForEndAsync(Ct);

        Assert.Contains($"Run 1 of guild {guild} has started at index 50, 100 members a chunk", said, StringComparison.Ordinal);
        Assert.Equal(("dryRun", 50, 100, "CLI"), await RunAsync(1));
        Assert.Equal(("sync", 0, 50, "CLI"), await RunAsync(2));

        async Task<(string?, int, int, string?)> RunAsync(int number)
        {
            using var answer = JsonDocument.Parse(await caller.Http.GetStringAsync($"/runs/{number}", Ct));
            var run = answer.RootElement.GetProperty("run");
            return (run.GetProperty("kind").GetString(), run.GetProperty("startIndex").GetInt32(), run.GetProperty("chunkSize").GetInt32(), run.GetProperty("trigger").GetString());
        }
    }

    [Fact]
    public async Task A_refusal_is_a_sentence_on_stderr_and_an_exit_code()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 60, wrong: 0);
        await bench.RunAsync("complete", 0);
        var url = bench.Service.Url.OriginalString;

        AssertRefused(await bench.RunAsync($"start --guild-id {Elsewhere}"), 2, Elsewhere);
        AssertRefused(await bench.RunAsync("approve 99"), 2, "There is no run 99.");
        AssertRefused(await bench.RunAsync("approve 1"), 3, "is not held");
        AssertRefused(await CommandLine.RunAsync("start", new() { ["SYNC_BASE_URL"] = url, ["SYNC_AUTH_TOKEN"] = "another-token" }), 5, "SYNC_AUTH_TOKEN");

        // The guild of the environment counts where none is given.
        Dictionary<string, string?> ofElsewhere = new() { ["SYNC_BASE_URL"] = url, ["SYNC_AUTH_TOKEN"] = ServiceProcess.Token, ["DISCORD_GUILD_ID"] = Elsewhere };
        foreach (var command in new[] { "stop", "status", "start", "complete", "plan", "runs", "changes", $"why {Elsewhere}", $"verify {Elsewhere}" })
        {
            AssertRefused(await CommandLine.RunAsync(command, ofElsewhere), 2, Elsewhere);
        }

        static void AssertRefused(CommandLine said, int code, string sentence)
        {
            Assert.Equal((code, ""), (said.Code, said.Out));
            Assert.Contains(sentence, said.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Json_prints_the_answer_as_it_came()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 60, wrong: 0.1);
        await bench.RunAsync("complete", 0);
        using var http = bench.Service.Connect();

        // The limits beside the status change while one looks.
        Assert.Equal(Status(await http.GetStringAsync("/sync-status", Ct)), Status(await bench.RunAsync("status --json", 0)));
        Assert.Equal(await http.GetStringAsync("/runs", Ct), (await bench.RunAsync("runs --json", 0)).TrimEnd());

        static string Status(string answer) => JsonDocument.Parse(answer).RootElement.GetProperty("status").GetRawText();
    }

    [Fact]
    public async Task A_run_that_goes_on_by_itself_is_watched_to_its_end()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 400, wrong: 0.1);

        var said = await bench.RunAsync("complete");

        Assert.Equal(0, said.Code);
        Assert.StartsWith("Run 1 completed in ", said.Out, StringComparison.Ordinal);
        Assert.Contains("members listed", said.Error, StringComparison.Ordinal);
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task A_run_that_waits_gets_its_next_trigger_where_it_stands()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 120, wrong: 0.2, goesOn: false);

        await bench.RunAsync("complete --chunk-size 50", 0);

        using var http = bench.Service.Connect();
        using var answer = JsonDocument.Parse(await http.GetStringAsync("/runs", Ct));
        var run = Assert.Single(answer.RootElement.GetProperty("runs").EnumerateArray());
        Assert.Equal((3, false), (run.GetProperty("chunks").GetInt32(), run.GetProperty("continuesByItself").GetBoolean()));
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task Ctrl_C_leaves_the_run_running_another_one_is_refused_and_a_stop_ends_the_watch()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 3_000, wrong: 0.2);
        using var interrupt = new CancellationTokenSource();
        var first = CommandLine.RunUntilInterruptedAsync(bench.Service, "complete", interrupt.Token);
        using var caller = new SyncCaller(bench.Service.Url);
        await caller.WaitAsync(_ => bench.Writes >= 5, TimeSpan.FromSeconds(60), Ct);

        await interrupt.CancelAsync();
        var left = await first;
        Assert.Equal((130, ""), (left.Code, left.Out));
        Assert.Contains("run 1 goes on", left.Error, StringComparison.Ordinal);

        var refused = await bench.RunAsync("complete");
        Assert.Equal((3, ""), (refused.Code, refused.Out));
        Assert.True(bench.Writes < 600, "The run ended too soon for what follows.");

        await bench.RunAsync("stop", 0);
        await caller.WaitForEndAsync(Ct);
        Assert.Contains("Run 1 (sync)", await bench.RunAsync("status", 0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_somebody_stops_has_an_exit_code_of_its_own()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 3_000, wrong: 0.2);
        var complete = bench.RunAsync("complete");
        using var caller = new SyncCaller(bench.Service.Url);
        await caller.WaitAsync(_ => bench.Writes >= 5, TimeSpan.FromSeconds(60), Ct);

        await bench.RunAsync("stop", 0);

        var said = await complete;
        Assert.Equal(4, said.Code);
        Assert.StartsWith("Run 1 stopped in ", said.Out, StringComparison.Ordinal);
    }
}

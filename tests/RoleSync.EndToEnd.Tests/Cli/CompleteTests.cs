namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary>Ends of a run that the real service does not come to at will; the others are those of <see cref="ServiceContractTests"/>.</summary>
public sealed class CompleteTests
{
    [Fact]
    public async Task A_run_that_failed_is_no_success_and_says_why()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Shows(ScriptedService.Status("failed", 10, "The reason."));

        var said = await CommandLine.RunAsync(service, "complete");

        Assert.Equal(1, said.Code);
        Assert.Contains("The reason.", said.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("apply 6")]
    [InlineData("undo 6")]
    public async Task The_exit_code_says_what_a_completed_run_has_achieved(string command)
    {
        foreach (var (result, warnings, code) in new[] { ("ok", null, 0), ("warnings", "3 were refused.", 10), ("nothing", "Ethos knew nobody.", 1), ((string?)null, (string?)null, 0) })
        {
            await using var service = await ScriptedService.StartAsync();
            const string run = """{"id":7,"guildId":"1000000000000000001","kind":"undo","phase":"planning","totalUsers":0,"nextIndex":0,"planned":0}""";
            service.Answers("POST /runs/6/apply", 202, run).Answers("POST /runs/6/undo", 202, run);
            service.Shows(ScriptedService.Status("applying", 60), ScriptedService.Status("completed", result: result, warnings: warnings));

            var said = await CommandLine.RunAsync(service, command);

            Assert.Equal(code, said.Code);
            Assert.Contains(warnings ?? "Run 7 completed", said.Out, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("status")]
    public async Task What_the_note_of_a_run_says_of_unknown_standings_is_not_said_again_by_its_result(string command)
    {
        await using var service = await ScriptedService.StartAsync();
        const string note = "Ethos gave no trustworthy answer for 24 of 120 members; nothing changes for them, and nobody loses a role.";
        const string refused = "Not every change could be made: 1 was refused.";
        const string unknown = "Ethos gave no trustworthy answer for 24 of 120 members, more than SYNC_MAX_UNKNOWN (10 %).";
        service.Shows(ScriptedService.Status("completed", error: $"\"{note}\"", result: "warnings", warnings: $"{refused} {unknown}"));

        var said = await CommandLine.RunAsync(service, command);

        Assert.Contains(note, said.Out, StringComparison.Ordinal);
        Assert.Contains(refused, said.Out, StringComparison.Ordinal);
        Assert.Equal(2, said.Out.Split("no trustworthy answer").Length);
    }

    [Fact]
    public async Task The_status_in_words_tells_what_is_left_alone_and_why_nothing_is_sent()
    {
        await using var service = await ScriptedService.StartAsync();
        const string limits = ""","rateLimits":{"globalInWindow":0,"invalidAnswers":1,"limited":0,"halted":"Discord refused the bot token (401).","notices":["Guild 1 is left alone.","Ethos is silent."]}}""";
        service.Answers("GET /sync-status", 200, ScriptedService.Status("applying", 10).TrimEnd()[..^1] + limits);

        var said = await CommandLine.RunAsync(service, "status");

        Assert.Contains("Halted   Discord refused the bot token (401).", said.Out, StringComparison.Ordinal);
        Assert.Contains("Note     Guild 1 is left alone.", said.Out, StringComparison.Ordinal);
        Assert.Contains("Note     Ethos is silent.", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_followed_by_another_one_is_no_success()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Shows(ScriptedService.Status("completed", runId: 8));

        var said = await CommandLine.RunAsync(service, "complete");

        Assert.Equal((1, ""), (said.Code, said.Out));
        Assert.Contains("run 8", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_next_chunk_ends_the_watch()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Shows(ScriptedService.Status("waiting", 50));
        service.ThenAnswers("POST /trigger-sync", 400, """{"success":false,"error":"The list has changed."}""");

        var said = await CommandLine.RunAsync(service, "complete");

        Assert.Equal(1, said.Code);
        Assert.Contains("The list has changed.", said.Error, StringComparison.Ordinal);
    }
}

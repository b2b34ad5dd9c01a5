using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Core.Runs;
using RoleSync.Diagnosis;
using RoleSync.Notifying;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Storage;
using RoleSync.Tests.Hosting;
using RoleSync.Tests.Sandbox.Contracts;

namespace RoleSync.Tests.Notifying;

/// <summary>The digest against the sandbox's webhook; the test says when the writer looks.</summary>
public sealed class DigestWriterTests
{
    private const string Post = "POST /webhooks/*/*";
    private const string Patch = "PATCH /webhooks/*/*/messages/*";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_has_one_message_that_is_edited_until_it_tells_the_end_and_names_no_member()
    {
        await using var runs = await StartAsync();
        var writer = runs.Get<DigestWriter>();
        await runs.AskAsync();
        await writer.UpdateAsync(Ct);
        Assert.Contains("planning", Title(runs, 0), StringComparison.Ordinal);

        await FinishAsync(runs);
        await writer.UpdateAsync(Ct);
        await writer.UpdateAsync(Ct);

        Assert.Equal((1, 1), Calls(runs));
        Assert.Contains("Run 1: completed", Title(runs, 1), StringComparison.Ordinal);
        var body = runs.Server.Journal.Messages[1].Body;
        Assert.Contains("Members by transition", body, StringComparison.Ordinal);
        Assert.Contains("\"allowed_mentions\":{\"parse\":[]}", body, StringComparison.Ordinal);
        Assert.Empty(Contract.Discord.RequestBreaches("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", body));
        Assert.Contains("https://sync.example/runs/1", body, StringComparison.Ordinal);
        Assert.DoesNotContain(runs.Guild.MemberIds(), member => body.Contains($"{member}", StringComparison.Ordinal));
        Assert.Empty(runs.Server.Journal.Violations);
    }

    [Fact]
    public async Task Progress_keeps_its_pace_and_another_phase_does_not_wait_for_it()
    {
        await using var runs = await StartAsync(("RoleSync:Digest:Pace", "01:00:00"));
        var writer = runs.Get<DigestWriter>();
        var run = await runs.AskAsync();
        await writer.UpdateAsync(Ct);
        var (lease, _) = (await runs.Leases.TakeAsync(run.Guild, Ct))!;
        Assert.True(await lease.Plan.ExpectMembersAsync(5_000, Ct));
        await writer.UpdateAsync(Ct);
        Assert.Equal((1, 0), Calls(runs));

        Assert.True(await lease.Plan.EndAsync(RunPhase.Held, withholdLosses: false, wouldBeHeld: false, "Too many.", Ct));
        await writer.UpdateAsync(Ct);

        Assert.Equal((1, 1), Calls(runs));
        Assert.Contains("rolesync approve 1", runs.Server.Journal.Messages[1].Body, StringComparison.Ordinal);
        Assert.Contains("/ethos_sync_status", runs.Server.Journal.Messages[1].Body, StringComparison.Ordinal);
        Assert.Contains("Too many.", runs.Server.Journal.Messages[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_429_or_a_fault_kept_back_is_said_when_it_may_be()
    {
        await using var runs = await StartAsync();
        var writer = runs.Get<DigestWriter>();
        runs.Server.Faults.Add(Post, Fault.Status(429, """{"message":"You are being rate limited.","retry_after":0.15,"global":false}"""), times: 1);
        runs.Server.Faults.Add(Patch, Fault.Status(502, "<html>", "text/html"), times: 1);
        runs.Server.Faults.Add(new FaultRule(Patch, Fault.Abort()) { After = 1, Times = 1 });
        await runs.AskAsync();
        await writer.UpdateAsync(Ct);
        await writer.UpdateAsync(Ct);
        Assert.Equal(1, runs.Server.Journal.Count("POST", "/webhooks/{webhook}/{token}"));

        await FinishAsync(runs);
        await UntilAsync(runs, writer, "completed");

        Assert.Equal(1, runs.Server.Journal.Count("POST", "/webhooks/{webhook}/{token}", 200));
        Assert.InRange(runs.Server.Journal.Count("POST", "/webhooks/{webhook}/{token}", 429), 1, 1);
    }

    [Fact]
    public async Task The_limit_of_the_webhook_is_kept()
    {
        await using var runs = await StartAsync();
        runs.Server.Limits.Set(LimitedRoute.Webhook, 1, TimeSpan.FromSeconds(10));
        var writer = runs.Get<DigestWriter>();
        await runs.AskAsync();
        await writer.UpdateAsync(Ct);
        await FinishAsync(runs);

        await UntilAsync(runs, writer, "completed");

        Assert.Empty(runs.Server.Journal.RateLimited);
        Assert.Equal((1, 1), Calls(runs));
    }

    [Theory]
    [InlineData(404, 10015)]
    [InlineData(401, 50027)]
    public async Task A_webhook_that_Discord_knows_no_more_is_left_alone_and_the_doctor_says_so(int status, int code)
    {
        await using var runs = await StartAsync();
        var refused = runs.Server.Faults.Add("* /webhooks/**", Fault.Status(status, $$"""{"message":"Unknown Webhook","code":{{code}}}"""));
        await runs.AskAsync();
        Assert.False(await runs.Get<DigestWriter>().UpdateAsync(Ct));
        await FinishAsync(runs);
        await runs.AskAsync();

        Assert.False(await runs.Get<DigestWriter>().UpdateAsync(Ct));

        Assert.Equal(1, refused.Hits);
        var report = await runs.Get<Doctor>().ExamineAsync(1, Ct);
        Assert.Equal(Severity.Error, Assert.Single(report.Findings, finding => finding.Check == "webhook").Severity);
        Assert.Contains(runs.Log.All, line => line.Text.Contains("Discord refused the webhook", StringComparison.Ordinal));
        Assert.DoesNotContain(runs.Log.All, line => line.Text.Contains(runs.Server.World.WebhookToken, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restart_tries_a_refused_webhook_once_and_the_doctor_sets_it_free()
    {
        await using var runs = await StartAsync();
        var refused = runs.Server.Faults.Add(Post, Fault.Status(404, """{"message":"Unknown Webhook","code":10015}"""));
        await runs.AskAsync();
        Assert.False(await runs.Get<DigestWriter>().UpdateAsync(Ct));

        var second = Another(runs);
        Assert.False(await second.UpdateAsync(Ct));
        Assert.False(await second.UpdateAsync(Ct));
        Assert.Equal(2, refused.Hits);

        runs.Server.Faults.Clear();
        var number = runs.Get<Webhook>().Number;
        Assert.True(await runs.Get<DigestStore>().IsRefusedAsync(number, Ct));
        var report = await runs.Get<Doctor>().ExamineAsync(1, Ct);

        Assert.Equal(Severity.Ok, Assert.Single(report.Findings, finding => finding.Check == "webhook").Severity);
        Assert.False(await runs.Get<DigestStore>().IsRefusedAsync(number, Ct));
        Assert.True(await Another(runs).UpdateAsync(Ct));
        Assert.Equal(1, runs.Server.Journal.Count("POST", "/webhooks/{webhook}/{token}", 200));
    }

    [Theory]
    [InlineData(403, "<html>Attention Required</html>", "text/html")]
    [InlineData(404, "<html>Not Found</html>", "text/html")]
    [InlineData(404, "", "application/json")]
    [InlineData(401, """{"message":"401: Unauthorized","code":0}""", "application/json")]
    [InlineData(403, """{"message":"internal network error","code":40333}""", "application/json")]
    [InlineData(404, """{"message":"Unknown Webhook","code":10015}""", "text/plain")]
    [InlineData(302, "", "text/html")]
    [InlineData(200, "<html>Sign in</html>", "text/html")]
    [InlineData(200, """{"id":123456789012345678}""", "application/json")]
    [InlineData(200, """{"id":"99999999999999999999999"}""", "application/json")]
    [InlineData(200, """{"id":"\ud83d"}""", "application/json")]
    [InlineData(200, "[]", "application/json")]
    public async Task What_an_edge_or_nobody_in_particular_answers_retires_no_webhook_and_is_tried_again_at_a_growing_pause(int status, string body, string type)
    {
        await using var runs = await StartAsync(("RoleSync:Digest:RetryDelay", "00:00:00.500"));
        var edge = runs.Server.Faults.Add(Post, Fault.Status(status, body, type));
        await runs.AskAsync();
        var writer = runs.Get<DigestWriter>();

        Assert.True(await writer.UpdateAsync(Ct));
        Assert.True(await writer.UpdateAsync(Ct));

        Assert.Equal(1, edge.Hits);
        Assert.Contains(runs.Log.All, line => line.Text.Contains("cannot be sent now", StringComparison.Ordinal));
        runs.Server.Faults.Clear();
        await UntilAsync(runs, writer, "planning");
        Assert.Single(runs.Server.Journal.Messages);
    }

    [Fact]
    public async Task After_a_restart_the_same_message_is_edited()
    {
        await using var runs = await StartAsync();
        await runs.AskAsync();
        await runs.Get<DigestWriter>().UpdateAsync(Ct);
        await FinishAsync(runs);

        await Another(runs).UpdateAsync(Ct);

        Assert.Equal((1, 1), Calls(runs));
        Assert.Contains("completed", Title(runs, 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_somebody_deleted_stays_deleted_and_the_next_run_has_its_own()
    {
        await using var runs = await StartAsync();
        var writer = runs.Get<DigestWriter>();
        await runs.AskAsync();
        await writer.UpdateAsync(Ct);
        runs.Server.Faults.Add(Patch, Fault.Status(404, """{"message":"Unknown Message","code":10008}"""), times: 1);
        await FinishAsync(runs);
        await writer.UpdateAsync(Ct);
        await writer.UpdateAsync(Ct);
        Assert.Equal((1, 1), Calls(runs));

        await runs.AskAsync();
        await writer.UpdateAsync(Ct);

        Assert.Equal((2, 1), Calls(runs));
    }

    [Fact]
    public async Task A_run_knows_nothing_of_a_webhook_that_hangs()
    {
        await using var runs = await StartAsync();
        runs.Server.Faults.Add("POST /webhooks/**", Fault.Hang());
        await runs.AskAsync();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var look = runs.Get<DigestWriter>().UpdateAsync(leaving.Token);

        await FinishAsync(runs);

        Assert.False(look.IsCompleted);
        Assert.Empty(runs.Guild.WrongMembers());
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => look);
    }

    private static async Task<SandboxRuns> StartAsync(params (string, string)[] settings)
    {
        var sandbox = new SandboxOptions { Speed = 100, Seed = 3, Guilds = [new GuildOptions { Members = 80, WrongShare = 0.2, MergedShare = 0 }] };
        var runs = await SandboxRuns.StartAsync(
            sandbox,
            server =>
            [
                ("DISCORD_WEBHOOK_URL", server.WebhookUrl.OriginalString), ("SYNC_PUBLIC_URL", "https://sync.example/"), ("SYNC_CONFIRM_ABSENT", "1"),
                ("RoleSync:Digest:Pace", "00:00:00.100"), ("RoleSync:Digest:RetryDelay", "00:00:00.010"), .. settings,
            ]);
        return runs;
    }

    private static DigestWriter Another(SandboxRuns runs) => ActivatorUtilities.CreateInstance<DigestWriter>(runs.Services);

    private static async Task FinishAsync(SandboxRuns runs)
    {
        while (await runs.FireAsync() is { } delay)
        {
            await Task.Delay(delay, TimeProvider.System, Ct);
        }
    }

    private static async Task UntilAsync(SandboxRuns runs, DigestWriter writer, string title)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (runs.Server.Journal.Messages is not { Count: > 0 } messages || !Title(runs, messages.Count - 1).Contains(title, StringComparison.Ordinal))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "The digest never said how the run ended.");
            await writer.UpdateAsync(Ct);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);
        }
    }

    private static string Title(SandboxRuns runs, int message) =>
        JsonDocument.Parse(runs.Server.Journal.Messages[message].Body).RootElement.GetProperty("embeds")[0].GetProperty("title").GetString()!;

    private static (int Posts, int Edits) Calls(SandboxRuns runs) => (
        runs.Server.Journal.Count("POST", "/webhooks/{webhook}/{token}"),
        runs.Server.Journal.Count("PATCH", "/webhooks/{webhook}/{token}/messages/{message}"));
}

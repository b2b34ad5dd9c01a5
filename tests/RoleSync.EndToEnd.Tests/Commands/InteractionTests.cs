using System.Net;
using System.Text;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Interactions;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary>The endpoint: whom it lets in, how it answers, what it does once only.</summary>
public sealed class InteractionTests
{
    private static readonly TimeSpan _discordGivesUp = TimeSpan.FromSeconds(3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_ping_needs_no_bearer_token_and_every_forgery_is_unauthorized()
    {
        await using var bench = await InteractionBench.StartAsync(settings: ("SYNC_AUTH_TOKEN", "a-secret-of-some-length"));

        foreach (var path in new[] { "/interactions", "/" })
        {
            var endpoint = new Uri(bench.Service.Url, path);
            Assert.Equal((200, """{"type":1}"""), await bench.Desk.PingAsync(endpoint, Tampering.None, Ct));

            // What Discord asks while somebody types takes a list of choices and nothing else.
            foreach (var typed in new[] { bench.Command("ethos_why", ("text", "a")), bench.Command("no_such_command"), bench.Command("ethos_sync") with { InDirectMessage = true } })
            {
                Assert.Equal((200, """{"type":8,"data":{"choices":[]}}"""), await bench.Desk.AutocompleteAsync(endpoint, typed, Ct));
            }

            foreach (var tampering in Enum.GetValues<Tampering>().Where(one => one is not Tampering.None))
            {
                var (status, _) = await bench.Desk.PingAsync(endpoint, tampering, Ct);
                Assert.True(status == 401, $"{tampering} at {path} was answered with {status}");
                var sent = await bench.Desk.SendAsync(endpoint, bench.Command("ethos_sync"), Ct, tampering);
                Assert.True(sent.Status == 401, $"A command with {tampering} at {path} was answered with {sent.Status}");
            }
        }

        bench.Caller.Http.DefaultRequestHeaders.Authorization = new("Bearer", "a-secret-of-some-length");
        Assert.Null(await bench.RunAsync());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_and_the_bearer_token_of_the_other_routes_opens_nothing_here()
    {
        await using var bench = await InteractionBench.StartAsync(settings: ("SYNC_AUTH_TOKEN", "a-secret-of-some-length"));
        bench.Caller.Http.DefaultRequestHeaders.Authorization = new("Bearer", "a-secret-of-some-length");

        using var plain = new StringContent("""{"type":1}""", Encoding.UTF8, "application/json");
        using var unsigned = await bench.Caller.Http.PostAsync("/interactions", plain, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/interactions") { Content = new ByteArrayContent(new byte[70_000]) };
        request.Headers.Add("X-Signature-Ed25519", new string('a', 128));
        request.Headers.Add("X-Signature-Timestamp", $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}");
        using var large = await bench.Caller.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task Without_a_public_key_the_endpoint_says_what_is_missing()
    {
        await using var bench = await InteractionBench.StartAsync(settings: ("DISCORD_PUBLIC_KEY", ""));

        var (status, body) = await bench.Desk.PingAsync(bench.Endpoint, Tampering.None, Ct);

        Assert.Equal(404, status);
        Assert.Contains("DISCORD_PUBLIC_KEY", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_comes_twice_is_executed_once_and_answered_alike()
    {
        await using var bench = await InteractionBench.StartAsync();
        var sent = await bench.SendAsync("ethos_sync");
        await bench.Caller.WaitForEndAsync(Ct);

        var (status, body) = await bench.Desk.RepeatAsync(bench.Endpoint, sent, Ct);

        Assert.Equal(200, status);
        Assert.Contains("Run 1 has begun", body, StringComparison.Ordinal);
        Assert.Equal(1, (await bench.RunAsync())!.Value.GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task A_request_that_comes_again_after_a_restart_does_nothing_and_says_so()
    {
        await using var bench = await InteractionBench.StartAsync();
        var sent = await bench.SendAsync("ethos_sync");
        await bench.Caller.WaitForEndAsync(Ct);
        await bench.Service.KillAsync(Ct);
        await bench.Service.DisposeAsync();
        await bench.StartServiceAsync();

        var (status, body) = await bench.Desk.RepeatAsync(bench.Endpoint, sent, Ct);

        Assert.Equal(200, status);
        Assert.Contains("nothing was done a second time", body, StringComparison.Ordinal);
        Assert.Equal(1, (await bench.RunAsync())!.Value.GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task A_reply_that_takes_long_is_put_off_and_given_when_it_is_there()
    {
        await using var bench = await InteractionBench.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Sandbox.Faults.Add("POST /users/by/discord", Fault.Custom(async _ =>
        {
            await gate.Task;
            return false;
        }));

        var sent = await bench.SendAsync("ethos_why", ("user", new UserOption(bench.Moderator)));
        Assert.Equal(5, sent.AnswerType);
        Assert.True(sent.IsEphemeral);
        Assert.Null(sent.Message);
        Assert.True(sent.Took < _discordGivesUp);

        gate.SetResult();
        await InteractionBench.EditedAsync(sent);
        Assert.Contains($"<@{bench.Moderator}>", sent.Text, StringComparison.Ordinal);
        Assert.Contains("verified", sent.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, bench.Sandbox.Journal.Count("PATCH", "/webhooks/{webhook}/{token}/messages/@original", 200));
        Assert.Empty(bench.Sandbox.Journal.Violations);
    }

    [Fact]
    public async Task A_reply_that_outlives_its_token_is_dropped_and_nothing_else_suffers()
    {
        await using var bench = await InteractionBench.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Sandbox.Faults.Add("POST /users/by/discord", Fault.Custom(async _ =>
        {
            await gate.Task;
            return false;
        }));
        var late = await bench.SendAsync("ethos_why", ("user", new UserOption(bench.Moderator)));
        late.Expire();
        gate.SetResult();
        await WaitForLogAsync(bench, "Invalid Webhook Token");

        // A 401 of a webhook is no refusal of the bot token.
        var next = await bench.SendAsync("ethos_why", ("user", new UserOption(bench.Moderator)));
        await InteractionBench.EditedAsync(next);
        Assert.Null(late.Message);
        Assert.DoesNotContain("bot token", next.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(late.Token, bench.Service.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(next.Token, bench.Service.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_under_way_is_brought_to_its_end_when_the_service_stops()
    {
        await using var bench = await InteractionBench.StartAsync();
        var (arrived, gate) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        bench.Sandbox.Faults.Add("POST /users/by/discord", Fault.Custom(async _ =>
        {
            arrived.TrySetResult();
            await gate.Task;
            return false;
        }));
        var sent = await bench.SendAsync("ethos_why", ("user", new UserOption(bench.Moderator)));
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Ct);

        bench.Service.Signal("TERM");
        gate.SetResult();

        Assert.Equal(0, await bench.Service.EndAsync(Ct));
        Assert.Contains($"<@{bench.Moderator}>", sent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_or_is_elsewhere_gets_a_sentence_and_nothing_happens()
    {
        await using var bench = await InteractionBench.StartAsync();

        var member = await bench.Desk.SendAsync(bench.Endpoint, bench.Command("ethos_sync") with { Permissions = 1 << 10 }, Ct);
        var direct = await bench.Desk.SendAsync(bench.Endpoint, bench.Command("ethos_sync") with { InDirectMessage = true }, Ct);
        var stranger = await bench.Desk.SendAsync(bench.Endpoint, bench.Command("ethos_sync") with { Guild = 123456789012345678 }, Ct);
        var unknown = await bench.SendAsync("ethos_dance");

        Assert.Contains("Manage Roles", member.Text, StringComparison.Ordinal);
        Assert.Contains("in a server only", direct.Text, StringComparison.Ordinal);
        Assert.Contains("not configured", stranger.Text, StringComparison.Ordinal);
        Assert.Contains("no such command", unknown.Text, StringComparison.Ordinal);
        Assert.All([member, direct, stranger, unknown], sent => Assert.True(sent is { AnswerType: 4, IsEphemeral: true }));
        Assert.Null(await bench.RunAsync());

        var admin = await bench.Desk.SendAsync(bench.Endpoint, bench.Command("ethos_sync") with { Permissions = Invocation.Administrator }, Ct);
        Assert.Contains("Run 1 has begun", admin.Text, StringComparison.Ordinal);
    }

    private static async Task WaitForLogAsync(InteractionBench bench, string words)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!bench.Service.Log.Contains(words, StringComparison.Ordinal))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20), $"The log never said \"{words}\":\n{bench.Service.Log}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        }
    }
}

namespace RoleSync.Tests.Sandbox;

public sealed class WebhookTests
{
    private const string Body = """{"content":"x","allowed_mentions":{"parse":[]}}""";

    [Fact]
    public async Task A_message_can_be_edited_until_it_is_deleted()
    {
        await using var probe = await Probe.StartAsync();
        var hook = $"/webhooks/{probe.Sandbox.World.WebhookId}/{probe.Sandbox.World.WebhookToken}";
        var first = (string)(await OpenAsync(probe, "POST", $"{hook}?wait=true", Body)).Json["id"]!;
        var second = (string)(await OpenAsync(probe, "POST", $"{hook}?wait=true", Body)).Json["id"]!;
        Assert.NotEqual(first, second);

        Assert.Equal(first, (string)(await OpenAsync(probe, "PATCH", $"{hook}/messages/{first}", Body)).Json["id"]!);
        Assert.Equal(204, (await OpenAsync(probe, "DELETE", $"{hook}/messages/{first}", null)).Status);
        Assert.Equal(10008, (int)(await OpenAsync(probe, "PATCH", $"{hook}/messages/{first}", Body)).Json["code"]!);
        Assert.Equal(3, probe.Sandbox.Journal.Messages.Count);
    }

    [Fact]
    public async Task Five_messages_in_two_seconds_are_the_limit_of_a_webhook_whatever_is_done_to_them()
    {
        await using var probe = await Probe.StartAsync();
        var hook = $"/webhooks/{probe.Sandbox.World.WebhookId}/{probe.Sandbox.World.WebhookToken}";
        var message = (string)(await OpenAsync(probe, "POST", $"{hook}?wait=true", Body)).Json["id"]!;
        var replies = new List<Reply>();
        for (var edit = 0; edit < 5; edit++)
        {
            replies.Add(await OpenAsync(probe, "PATCH", $"{hook}/messages/{message}", Body));
        }

        Assert.Equal(429, replies[^1].Status);
        Assert.InRange((double)replies[^1].Json["retry_after"]!, 0.001, 0.4);
        Assert.Equal("5", replies[0].Header("X-RateLimit-Limit"));
        Assert.Equal(1, probe.Sandbox.Journal.RateLimited["user"]);
    }

    /// <summary>As whoever has the address calls it: without a token.</summary>
    private static Task<Reply> OpenAsync(Probe probe, string method, string path, string? json) =>
        probe.DiscordAsync(method, path, json, request => request.Headers.Authorization = null);
}

using System.Text;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Sandbox.Contracts;

namespace RoleSync.Tests.Sandbox;

public sealed class MessageTests
{
    private const string Buttons = """[{"type":1,"components":[{"type":2,"style":1,"label":"Go","custom_id":"go"},{"type":2,"style":5,"label":"Read","url":"https://example.invalid"}]}]""";

    [Fact]
    public async Task What_is_sent_is_kept_and_an_edit_changes_only_what_it_names()
    {
        await using var probe = await Probe.StartAsync();
        var path = $"/channels/{probe.Guild.ChannelId}/messages";
        var sent = await probe.DiscordAsync("POST", path, $$"""{"content":"one","embeds":[{"title":"T","fields":[{"name":"a","value":"b"}]}],"components":{{Buttons}}}""");
        var other = await probe.DiscordAsync("POST", path, """{"content":"two"}""");
        Fits(sent);
        var one = $"{path}/{(string)sent.Json["id"]!}";
        Assert.NotEqual((string)sent.Json["id"]!, (string)other.Json["id"]!);
        Assert.Equal(sent.Body, (await probe.GetAsync(one)).Body);
        Assert.Equal(("rich", "go"), ((string)sent.Json["embeds"]![0]!["type"]!, (string)sent.Json["components"]![0]!["components"]![0]!["custom_id"]!));
        var edited = await probe.DiscordAsync("PATCH", one, """{"content":"three","components":[]}""");
        Fits(edited);
        Assert.Equal(("three", 1, 0), ((string)edited.Json["content"]!, edited.Json["embeds"]!.AsArray().Count, edited.Json["components"]!.AsArray().Count));
        Assert.NotNull(edited.Json["edited_timestamp"]);
        Assert.Equal((400, 50006), Refused(await probe.DiscordAsync("PATCH", one, """{"content":"","embeds":[]}""")));
        Assert.Equal(["two", "three"], (await probe.GetAsync(path)).Json.AsArray().Select(message => (string)message!["content"]!));
        Assert.Equal(204, (await probe.DiscordAsync("DELETE", one)).Status);
        Assert.Equal((404, 10008), Refused(await probe.GetAsync(one)));
    }

    [Fact]
    public async Task A_channel_refuses_what_the_bot_may_not_do_there()
    {
        await using var probe = await Probe.StartAsync();
        var hidden = probe.Guild.AddChannel("hidden", SandboxChannel.View);
        var silent = probe.Guild.AddChannel("silent", SandboxChannel.Send);
        var plain = probe.Guild.AddChannel("plain", SandboxChannel.Embed | SandboxChannel.Attach);
        Assert.Equal((403, 50001), Refused(await PostAsync(hidden, """{"content":"x"}""")));
        Assert.Equal((403, 50001), Refused(await probe.GetAsync($"/channels/{hidden.Id}")));
        Assert.Equal((403, 50013), Refused(await PostAsync(silent, """{"content":"x"}""")));
        Assert.Equal((403, 50013), Refused(await PostAsync(plain, """{"embeds":[{"title":"x"}]}""")));
        Assert.Equal(200, (await PostAsync(plain, """{"content":"x"}""")).Status);
        Assert.Equal("plain", (string)(await probe.GetAsync($"/channels/{plain.Id}")).Json["name"]!);
        probe.Guild.DeleteChannel(plain.Id);
        Assert.Equal((404, 10003), Refused(await PostAsync(plain, """{"content":"x"}""")));

        Task<Reply> PostAsync(SandboxChannel channel, string json) => probe.DiscordAsync("POST", $"/channels/{channel.Id}/messages", json);
    }

    [Theory]
    [InlineData("""{"content":"x","components":[{"type":1,"components":[{"type":2,"style":1,"label":"a"}]}]}""", "components.0.components.0.custom_id")]
    [InlineData("""{"content":"x","components":[{"type":1,"components":[{"type":2,"style":5,"label":"a"}]}]}""", "components.0.components.0.url")]
    [InlineData("""{"content":"x","components":[{"type":1,"components":[{"type":2,"style":5,"url":"https://a.invalid","custom_id":"b"}]}]}""", "components.0.components.0.custom_id")]
    [InlineData("""{"content":"x","components":[{"type":1,"components":[{"type":2,"style":1,"custom_id":"a"},{"type":2,"style":1,"custom_id":"a"}]}]}""", "components.0.components.1.custom_id")]
    [InlineData("""{"content":"x","components":[{"type":1,"components":[]}]}""", "components.0.components")]
    [InlineData("""{"content":"x","components":[{"type":2,"style":1,"custom_id":"a"}]}""", "components.0.type")]
    [InlineData("""{"content":"x","components":[{},{},{},{},{},{}]}""", "components")]
    [InlineData("""{"content":"x","allowed_mentions":{"parse":["users"],"users":["1"]}}""", "allowed_mentions")]
    [InlineData("""{"content":"x","allowed_mentions":{"parse":["all"]}}""", "allowed_mentions.parse")]
    [InlineData("""{"embeds":[{"title":"x"},{"fields":[{"name":"","value":"x"}]}]}""", "embeds.1.fields.0.name")]
    public async Task A_message_that_breaks_a_rule_is_refused_with_the_place(string json, string place)
    {
        await using var probe = await Probe.StartAsync();
        var refused = await probe.DiscordAsync("POST", $"/channels/{probe.Guild.ChannelId}/messages", json);
        Assert.Equal((400, 50035), Refused(refused));
        Assert.NotNull(place.Split('.').Aggregate(refused.Json["errors"], (at, step) => at?[step])?["_errors"]);
        Assert.Empty(probe.Sandbox.Messages);
    }

    [Fact]
    public async Task Texts_end_at_2000_characters_and_a_row_at_five_buttons()
    {
        await using var probe = await Probe.StartAsync();
        var path = $"/channels/{probe.Guild.ChannelId}/messages";
        Assert.Equal(200, (await probe.DiscordAsync("POST", path, $$"""{"content":"{{new string('x', 2000)}}"}""")).Status);
        Assert.Equal((400, 50035), Refused(await probe.DiscordAsync("POST", path, $$"""{"content":"{{new string('x', 2001)}}"}""")));
        var six = string.Join(',', Enumerable.Range(0, 6).Select(number => $$"""{"type":2,"style":1,"custom_id":"{{number}}"}"""));
        Assert.Equal((400, 50035), Refused(await probe.DiscordAsync("POST", path, $$"""{"components":[{"type":1,"components":[{{six}}]}]}""")));
    }

    [Theory]
    [InlineData("", "11,22|ROLE|")]
    [InlineData(""","allowed_mentions":{"parse":[]}""", "||")]
    [InlineData(""","allowed_mentions":{"users":["22"]}""", "22||")]
    [InlineData(""","allowed_mentions":{"users":[22],"parse":["roles"]}""", "22|ROLE|")]
    [InlineData(""","allowed_mentions":{"roles":["1"]}""", "||")]
    public async Task Allowed_mentions_decide_who_is_notified(string allowed, string expected)
    {
        await using var probe = await Probe.StartAsync();
        var role = probe.Guild.AddRole(new SandboxRole(0, "Crew", 1, 0, RoleKind.Foreign) { IsMentionable = true }).Id;
        var closed = probe.Guild.AddRole("Board").Id;
        var sent = await probe.DiscordAsync("POST", $"/channels/{probe.Guild.ChannelId}/messages",
            $$"""{"content":"<@11> <@!22> <@&{{role}}> <@&{{closed}}> @everyone"{{allowed}}}""");
        var notified = probe.Sandbox.Messages.Single().Notified;
        Fits(sent);
        Assert.Equal(expected.Replace("ROLE", $"{role}", StringComparison.Ordinal),
            $"{string.Join(',', notified.Users)}|{string.Join(',', notified.Roles)}|{(notified.Everyone ? "everyone" : "")}");
        Assert.Equal(notified.Users.Count, sent.Json["mentions"]!.AsArray().Count);
    }

    [Fact]
    public async Task Files_come_as_a_form_and_become_attachments()
    {
        await using var probe = await Probe.StartAsync();
        var hook = $"/webhooks/{probe.Sandbox.World.WebhookId}/{probe.Sandbox.World.WebhookToken}?wait=true";
        using var form = new MultipartFormDataContent
        {
            { new StringContent("""{"content":"see","attachments":[{"id":0,"filename":"plan.csv","description":"the plan"}]}""", Encoding.UTF8, "application/json"), "payload_json" },
            { new ByteArrayContent([1, 2, 3]), "files[0]", "plan.csv" },
        };
        var sent = await probe.DiscordAsync("POST", hook, null, request => request.Content = form);
        Assert.Empty(Contract.Discord.Breaches("POST", "/webhooks/{webhook_id}/{webhook_token}", sent.Status, sent.Body));
        var file = sent.Json["attachments"]!.AsArray().Single()!;
        Assert.Equal(("see", "plan.csv", 3, "the plan"), ((string)sent.Json["content"]!, (string)file["filename"]!, (int)file["size"]!, (string)file["description"]!));
        Assert.Equal("see", (string)JsonNode.Parse(probe.Sandbox.Journal.Messages.Single().Body)!["content"]!);
        using var broken = new MultipartFormDataContent { { new StringContent("{"), "payload_json" } };
        Assert.Equal((400, 50109), Refused(await probe.DiscordAsync("POST", hook, null, request => request.Content = broken)));
    }

    [Fact]
    public async Task Buttons_that_can_be_clicked_are_refused_on_a_webhook_of_somebody_else()
    {
        await using var probe = await Probe.StartAsync();
        var world = probe.Sandbox.World;
        var hook = $"/webhooks/{world.WebhookId}/{world.WebhookToken}?wait=true";
        Assert.Equal(68, world.WebhookToken.Length);
        Assert.Equal((400, 50035), Refused(await probe.DiscordAsync("POST", $"{hook}&with_components=true", $$"""{"content":"x","components":{{Buttons}}}""")));
        const string Link = """{"content":"x","components":[{"type":1,"components":[{"type":2,"style":5,"url":"https://example.invalid"}]}]}""";
        Assert.Empty((await probe.DiscordAsync("POST", hook, Link)).Json["components"]!.AsArray());
        Assert.Single((await probe.DiscordAsync("POST", $"{hook}&with_components=true", Link)).Json["components"]!.AsArray());
        world.WebhookIsOfTheApplication = true;
        Assert.Single((await probe.DiscordAsync("POST", hook, $$"""{"content":"x","components":{{Buttons}}}""")).Json["components"]!.AsArray());
    }

    [Fact]
    public async Task A_click_carries_the_message_it_stands_on_whole()
    {
        await using var probe = await Probe.StartAsync();
        await using var endpoint = await StubEndpoint.StartAsync("""{"type":7,"data":{"content":"done","components":[]}}""");
        var posted = await probe.DiscordAsync("POST", $"/channels/{probe.Guild.ChannelId}/messages", $$"""{"content":"a+b","components":{{Buttons}}}""");
        var message = probe.Sandbox.Messages.Single();
        Assert.Equal(["go"], message.Buttons);

        var click = await probe.Sandbox.Interactions.ClickAsync(endpoint.Url, message, "go", new Invocation("", probe.Guild.VerifiedMembers()[0]), Probe.Ct);

        var body = Encoding.UTF8.GetString(click.Body.Span);
        Assert.Contains("a+b", body, StringComparison.Ordinal);
        Assert.Equal(posted.Json.ToJsonString(), JsonNode.Parse(body)!["message"]!.ToJsonString());
        Assert.Equal((null, 7, "done", 1), (click.Problem, click.AnswerType, message.Text, message.Edits));
        Assert.Empty(message.Buttons);
        Assert.False((bool)JsonNode.Parse(body)!["member"]!["deaf"]!);
        Assert.False((bool)JsonNode.Parse(body)!["member"]!["mute"]!);
    }

    private static (int, int) Refused(Reply reply) => (reply.Status, (int)reply.Json["code"]!);

    private static void Fits(Reply reply) => Assert.Empty(Contract.Discord.Breaches("POST", "/channels/{channel_id}/messages", reply.Status, reply.Body));
}

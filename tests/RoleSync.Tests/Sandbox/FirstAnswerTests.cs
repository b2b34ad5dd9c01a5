using System.Text.Json.Nodes;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Limiting;
using RoleSync.Tests.Sandbox.Contracts;

namespace RoleSync.Tests.Sandbox;

/// <summary>The ways in which an interaction may be answered, and what stands there afterwards.</summary>
public sealed class FirstAnswerTests
{
    [Theory]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(200)]
    public async Task An_answer_may_come_by_a_call_of_its_own(int status)
    {
        await using var probe = await Probe.StartAsync();
        Reply? callback = null;
        await using var endpoint = await StubEndpoint.StartAsync(async http =>
        {
            var sent = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
            callback = await CallBackAsync(probe, (string)sent["id"]!, (string)sent["token"]!, """{"type":4,"data":{"content":"here","flags":64}}""");
            http.Response.StatusCode = status;
        });

        var sent = await probe.Sandbox.Interactions.SendAsync(endpoint.Url, new Invocation("x", probe.Guild.VerifiedMembers()[0]), Probe.Ct);

        Assert.Equal((null, 4, "here", true), (sent.Problem, sent.AnswerType, sent.Text, sent.IsEphemeral));
        var resource = callback!.Json["resource"]!["message"]!;
        Assert.Empty(Contract.Discord.Breaches("POST", "/channels/{channel_id}/messages", 200, resource.ToJsonString()));
        Assert.Equal($"{sent.Original!.Id}", (string)callback.Json["interaction"]!["response_message_id"]!);
        Assert.Equal((400, 40060), Refused(await CallBackAsync(probe, $"{sent.Id}", sent.Token, """{"type":5}""")));
        Assert.Equal((404, 10062), Refused(await CallBackAsync(probe, "1", sent.Token, """{"type":5}""")));
        Assert.Equal((404, 10062), Refused(await CallBackAsync(probe, $"{sent.Id}", "nothing", """{"type":5}""")));
    }

    [Fact]
    public async Task A_callback_that_breaks_a_rule_is_refused_and_may_be_tried_again()
    {
        await using var probe = await Probe.StartAsync();
        List<int> statuses = [];
        await using var endpoint = await StubEndpoint.StartAsync(async http =>
        {
            var sent = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
            foreach (var answer in (string[])["""{"type":7,"data":{"content":"x"}}""", """{"type":4}""", """{"type":5}"""])
            {
                statuses.Add((await CallBackAsync(probe, (string)sent["id"]!, (string)sent["token"]!, answer, "")).Status);
            }
            http.Response.StatusCode = 202;
        });
        var sent = await probe.Sandbox.Interactions.SendAsync(endpoint.Url, new Invocation("x", probe.Guild.VerifiedMembers()[0]), Probe.Ct);
        Assert.Equal([400, 400, 204], statuses);
        Assert.Equal(5, sent.AnswerType);
    }

    [Fact]
    public async Task Follow_ups_are_messages_of_their_own_and_the_original_can_be_read_edited_and_deleted()
    {
        await using var probe = await Probe.StartAsync();
        probe.Sandbox.Limits.Set(LimitedRoute.Webhook, 100, TimeSpan.FromSeconds(1));
        await using var endpoint = await StubEndpoint.StartAsync("""{"type":5,"data":{"flags":64}}""");
        var sent = await probe.Sandbox.Interactions.SendAsync(endpoint.Url, new Invocation("x", probe.Guild.VerifiedMembers()[0]), Probe.Ct);
        var hook = $"/webhooks/{probe.Sandbox.World.BotId}/{sent.Token}";
        Assert.Equal(64 + 128, (int)(await probe.GetAsync($"{hook}/messages/@original")).Json["flags"]!);
        Assert.Null(sent.Message);
        Assert.Equal("later", (string)(await probe.DiscordAsync("PATCH", $"{hook}/messages/@original", """{"content":"later"}""")).Json["content"]!);

        var follow = await probe.DiscordAsync("POST", hook, """{"content":"more"}""");

        var one = $"{hook}/messages/{(string)follow.Json["id"]!}";
        Assert.NotEqual($"{sent.Original!.Id}", (string)follow.Json["id"]!);
        Assert.Equal(("later", 64), ((string)(await probe.GetAsync($"{hook}/messages/@original")).Json["content"]!, (int)(await probe.GetAsync($"{hook}/messages/@original")).Json["flags"]!));
        Assert.Equal("even more", (string)(await probe.DiscordAsync("PATCH", one, """{"content":"even more"}""")).Json["content"]!);
        Assert.Equal("even more", sent.FollowUps.Single().Text);
        Assert.Equal(204, (await probe.DiscordAsync("DELETE", one)).Status);
        Assert.Equal((404, 10008), Refused(await probe.GetAsync(one)));
        Assert.Equal(204, (await probe.DiscordAsync("DELETE", $"{hook}/messages/@original")).Status);
        Assert.Equal((404, 10008), Refused(await probe.GetAsync($"{hook}/messages/@original")));
    }

    [Fact]
    public async Task A_first_message_after_thinking_takes_its_place()
    {
        await using var probe = await Probe.StartAsync();
        await using var endpoint = await StubEndpoint.StartAsync("""{"type":5}""");
        var sent = await probe.Sandbox.Interactions.SendAsync(endpoint.Url, new Invocation("x", probe.Guild.VerifiedMembers()[0]), Probe.Ct);
        var posted = await probe.DiscordAsync("POST", $"/webhooks/{probe.Sandbox.World.BotId}/{sent.Token}", """{"content":"done"}""");
        Assert.Equal(($"{sent.Original!.Id}", "done", 0), ((string)posted.Json["id"]!, sent.Text, sent.FollowUps.Count));
    }

    [Fact]
    public async Task A_form_can_be_opened_and_sent()
    {
        await using var probe = await Probe.StartAsync();
        var desk = probe.Sandbox.Interactions;
        var by = new Invocation("x", probe.Guild.VerifiedMembers()[0]);
        await using var opening = await StubEndpoint.StartAsync("""
            {"type":9,"data":{"custom_id":"why","title":"Why?","components":[{"type":1,"components":[{"type":4,"custom_id":"reason","label":"Reason","style":1}]}]}}
            """);
        await using var closing = await StubEndpoint.StartAsync("""{"type":4,"data":{"content":"thanks"}}""");
        var opened = await desk.SendAsync(opening.Url, by, Probe.Ct);
        Assert.Equal((null, 9, "why"), (opened.Problem, opened.AnswerType, (string)opened.Modal!["custom_id"]!));

        var sent = await desk.SubmitAsync(closing.Url, opened, new Dictionary<string, string> { ["reason"] = "because" }, by, Probe.Ct);

        Assert.Equal((null, "thanks"), (sent.Problem, sent.Text));
        var data = BodyOf(sent)["data"]!;
        Assert.Equal((5, "why", "because"), ((int)BodyOf(sent)["type"]!, (string)data["custom_id"]!, (string)data["components"]![0]!["components"]![0]!["value"]!));
        Assert.NotNull((await desk.SubmitAsync(opening.Url, opened, new Dictionary<string, string>(), by, Probe.Ct)).Problem);
    }

    [Theory]
    [InlineData("""{"type":8,"data":{"choices":[{"name":"Ann","value":"1"}]}}""", true)]
    [InlineData("""{"type":8,"data":{"choices":[]}}""", true)]
    [InlineData("""{"type":8,"data":{"choices":[{"name":"","value":"1"}]}}""", false)]
    [InlineData("""{"type":8}""", false)]
    [InlineData("""{"type":4,"data":{"content":"x"}}""", false)]
    public async Task Autocompletion_is_answered_by_choices_only(string answer, bool isTaken)
    {
        await using var probe = await Probe.StartAsync();
        await using var endpoint = await StubEndpoint.StartAsync(answer);
        var invocation = new Invocation("x", probe.Guild.VerifiedMembers()[0]) { Options = new Dictionary<string, object> { ["who"] = "an" } };

        var sent = await probe.Sandbox.Interactions.AutocompleteAsync(endpoint.Url, invocation, "who", Probe.Ct);

        Assert.Equal(isTaken, sent.Problem is null);
        Assert.Equal(isTaken, sent.Choices is not null);
        Assert.Equal((4, true), ((int)BodyOf(sent)["type"]!, (bool)BodyOf(sent)["data"]!["options"]![0]!["focused"]!));
    }

    [Fact]
    public async Task A_user_command_names_the_user_who_was_clicked()
    {
        await using var probe = await Probe.StartAsync();
        await using var endpoint = await StubEndpoint.StartAsync("""{"type":4,"data":{"content":"x"}}""");
        var (by, target) = (probe.Guild.VerifiedMembers()[0], probe.Guild.VerifiedMembers()[1]);
        var command = (await probe.DiscordAsync("POST", $"/applications/{probe.Sandbox.World.BotId}/commands", """{"name":"Show Score","type":2}""")).Json;

        var sent = await probe.Sandbox.Interactions.SendAsync(endpoint.Url, new Invocation("Show Score", by) { Target = new UserOption(target) }, Probe.Ct);

        var data = BodyOf(sent)["data"]!;
        Assert.Equal((2, $"{target}", (string)command["id"]!), ((int)data["type"]!, (string)data["target_id"]!, (string)data["id"]!));
        Assert.NotNull(data["resolved"]!["users"]![$"{target}"]);
        Assert.NotNull(data["resolved"]!["members"]![$"{target}"]!["roles"]);
    }

    [Fact]
    public async Task Commands_are_offered_where_their_contexts_and_installations_say()
    {
        await using var probe = await Probe.StartAsync();
        await probe.DiscordAsync("PUT", $"/applications/{probe.Sandbox.World.BotId}/commands", """
            [{"name":"guilds","description":"x","contexts":[0],"integration_types":[0]},{"name":"all","description":"x","contexts":[0,1,2],"integration_types":[0,1]}]
            """);
        var (desk, guilds, all) = (probe.Sandbox.Interactions, new Invocation("guilds", 5), new Invocation("all", 5));
        Assert.Equal([true, false, false, false], Offers(guilds));
        Assert.Equal([true, true, true, true], Offers(all));
        Assert.False(desk.IsOffered(new Invocation("nothing", 5)));

        bool[] Offers(Invocation one) =>
        [
            desk.IsOffered(one), desk.IsOffered(one with { InDirectMessage = true }),
            desk.IsOffered(one with { IsInstalledByUser = true }), desk.IsOffered(one with { InPrivateChannel = true, IsInstalledByUser = true }),
        ];
    }

    private static JsonNode BodyOf(SentInteraction sent) => JsonNode.Parse(sent.Body.Span)!;

    private static (int, int) Refused(Reply reply) => (reply.Status, (int)reply.Json["code"]!);

    private static Task<Reply> CallBackAsync(Probe probe, string id, string token, string json, string query = "?with_response=true") =>
        probe.DiscordAsync("POST", $"/interactions/{id}/{token}/callback{query}", json, request => request.Headers.Authorization = null);
}

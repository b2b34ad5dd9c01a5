using System.Text.Json.Nodes;
using RoleSync.Sandbox.Interactions;
using RoleSync.Tests.Sandbox.Contracts;

namespace RoleSync.Tests.Sandbox;

public sealed class InteractionDeskTests
{
    [Theory]
    [InlineData("""[{"name":"Shout","description":"x"}]""", "0", "name")]
    [InlineData("""[{"name":"a","description":"x"},{"name":"b","description":""}]""", "1", "description")]
    [InlineData("""[{"name":"a","description":"x"},{"name":"a","description":"x"}]""", "1", "name")]
    [InlineData("""[{"name":"a","description":"x","default_member_permissions":"many"}]""", "0", "default_member_permissions")]
    [InlineData("""[{"name":"a","description":"x","contexts":[]}]""", "0", "contexts")]
    [InlineData("""[{"name":"a","description":"x","contexts":["0"]}]""", "0", "contexts")]
    [InlineData("""[{"name":"a","description":"x","integration_types":[2]}]""", "0", "integration_types")]
    [InlineData("""[{"name":"Right Click","type":2,"description":"x"}]""", "0", "description")]
    [InlineData("""[{"name":"Right Click","type":2,"options":[{"type":3,"name":"b","description":"x"}]}]""", "0", "options")]
    [InlineData("""[{"name":"a name that has more than thirty-two letters","type":3}]""", "0", "name")]
    [InlineData("""[{"name":"A","type":2},{"name":"A","type":2}]""", "1", "name")]
    [InlineData("""[{"name":"a","description":"x","options":[{"type":1,"name":"b","description":"x","options":[{"type":3,"name":"C","description":"x"}]}]}]""", "0", "options")]
    [InlineData("""[{"name":"a","description":"x","options":[{"type":99,"name":"b","description":"x"}]}]""", "0", "options")]
    [InlineData("""[{"name":"a","description":"x","options":[{"type":5,"name":"b","description":"x"},{"type":5,"name":"c","description":"x","required":true}]}]""", "0", "options")]
    public async Task Commands_that_Discord_would_refuse_are_refused_with_the_place(string commands, string index, string field)
    {
        await using var probe = await Probe.StartAsync();
        var path = $"/applications/{probe.Sandbox.World.BotId}/commands";

        var reply = await probe.DiscordAsync("PUT", path, commands);

        Assert.Equal((400, 50035), (reply.Status, (int)reply.Json["code"]!));
        Assert.NotNull(reply.Json["errors"]![index]![field]);
        Assert.Empty(Contract.Discord.Breaches("PUT", "/applications/{application_id}/commands", 400, reply.Body));
        Assert.Equal("[]", (await probe.GetAsync(path)).Body);
    }

    [Fact]
    public async Task Commands_come_back_as_Discord_writes_them()
    {
        await using var probe = await Probe.StartAsync();
        var path = $"/applications/{probe.Sandbox.World.BotId}/commands";
        var put = await probe.DiscordAsync("PUT", path, """
            [{"name":"a","description":"x","default_member_permissions":268435456,"contexts":[0],"options":[{"type":5,"name":"b","description":"y","required":false}]}]
            """);

        var listed = (await probe.GetAsync(path)).Json.AsArray().Single()!;

        Assert.Empty(Contract.Discord.Breaches("PUT", "/applications/{application_id}/commands", 200, put.Body));
        Assert.Equal("268435456", (string)listed["default_member_permissions"]!);
        Assert.Null(listed["options"]![0]!["required"]);
    }

    [Fact]
    public async Task A_token_is_good_from_the_first_answer_until_the_fifteen_minutes_are_over()
    {
        await using var probe = await Probe.StartAsync();
        var desk = probe.Sandbox.Interactions;
        var member = probe.Guild.VerifiedMembers()[0];

        // Nobody listens there: the interaction stays unanswered.
        var unanswered = await desk.SendAsync(new Uri("http://127.0.0.1:9/interactions"), new Invocation("x", member), Probe.Ct);
        Assert.NotNull(unanswered.Problem);
        Assert.Equal((404, 10015), await EditAsync(probe, unanswered.Token));
        Assert.Equal((404, 10015), await EditAsync(probe, "no-such-token"));

        await using var endpoint = await StubEndpoint.StartAsync("""{"type":5}""");
        var sent = await desk.SendAsync(endpoint.Url, new Invocation("x", member), Probe.Ct);
        Assert.Null(sent.Problem);
        Assert.Equal((200, 0), await EditAsync(probe, sent.Token));
        Assert.Equal(1, sent.Edits);
        Assert.Equal("later", sent.Text);
        sent.Expire();
        Assert.Equal((401, 50027), await EditAsync(probe, sent.Token));
    }

    [Theory]
    [InlineData("""{"type":4,"data":{"content":"fine"}}""", true)]
    [InlineData("""{"type":7,"data":{"content":"nothing was clicked"}}""", false)]
    [InlineData("""{"type":4}""", false)]
    [InlineData("""{"type":4,"data":{"embeds":[{"fields":[{"name":"","value":"x"}]}]}}""", false)]
    [InlineData("""pong""", false)]
    public async Task A_first_answer_that_Discord_would_not_take_is_a_problem(string answer, bool isTaken)
    {
        await using var probe = await Probe.StartAsync();
        await using var endpoint = await StubEndpoint.StartAsync(answer);

        var sent = await probe.Sandbox.Interactions.SendAsync(endpoint.Url, new Invocation("x", probe.Guild.VerifiedMembers()[0]), Probe.Ct);

        Assert.Equal(isTaken, sent.Problem is null);
        Assert.Equal(isTaken ? 0 : 1, probe.Sandbox.Journal.Violations.Count);
    }

    private static async Task<(int Status, int Code)> EditAsync(Probe probe, string token)
    {
        var reply = await probe.DiscordAsync("PATCH", $"/webhooks/{probe.Sandbox.World.BotId}/{token}/messages/@original", """{"content":"later"}""");
        Assert.Empty(Contract.Discord.Breaches("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", reply.Status, reply.Body));
        return (reply.Status, reply.Status == 200 ? 0 : (int)((JsonObject)reply.Json)["code"]!);
    }
}

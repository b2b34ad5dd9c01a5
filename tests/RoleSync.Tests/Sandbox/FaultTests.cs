using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;

namespace RoleSync.Tests.Sandbox;

public sealed class FaultTests
{
    private const string LookUps = "POST /users/by/discord";

    [Fact]
    public async Task The_next_calls_fail_and_then_all_is_well()
    {
        await using var probe = await Probe.StartAsync();
        probe.Sandbox.Faults.Add(LookUps, Fault.BadGatewayPage(), times: 2);
        Assert.Equal([502, 502, 200], await StatusesAsync(probe, 3));
        Assert.Equal(2, probe.Sandbox.Journal.Count(status: 502));
    }

    [Fact]
    public async Task A_rule_may_strike_every_nth_call_after_some_and_be_switched_off()
    {
        await using var probe = await Probe.StartAsync();
        var rule = probe.Sandbox.Faults.Add(new FaultRule(LookUps, Fault.Status(503)) { Every = 3, After = 1 });
        Assert.Equal([200, 200, 200, 503, 200, 200, 503], await StatusesAsync(probe, 7));
        rule.IsOn = false;
        Assert.Equal([200, 200, 200], await StatusesAsync(probe, 3));
        Assert.Equal(2, rule.Hits);
    }

    [Fact]
    public async Task A_share_strikes_the_same_calls_for_the_same_seed()
    {
        List<List<int>> runs = [];
        for (var run = 0; run < 2; run++)
        {
            await using var probe = await Probe.StartAsync(new SandboxOptions { Seed = 5 });
            probe.Sandbox.Faults.Add(new FaultRule(LookUps, Fault.Status(500)) { Share = 0.4 });
            runs.Add(await StatusesAsync(probe, 60));
        }
        Assert.Equal(runs[0], runs[1]);
        Assert.InRange(runs[0].Count(status => status == 500), 12, 36);
    }

    [Fact]
    public async Task Connections_are_cut_with_and_without_half_a_body()
    {
        await using var probe = await Probe.StartAsync();
        probe.Sandbox.Faults.Add(LookUps, Fault.Abort(), times: 1);
        await Assert.ThrowsAsync<HttpRequestException>(() => StatusAsync(probe));
        probe.Sandbox.Faults.Add(LookUps, Fault.ResetMidBody(), times: 1);
        await Assert.ThrowsAsync<HttpRequestException>(() => StatusAsync(probe));
        Assert.Equal(200, await StatusAsync(probe));
    }

    [Fact]
    public async Task A_hung_call_ends_when_the_caller_gives_up_or_the_sandbox_stops()
    {
        var probe = await Probe.StartAsync();
        probe.Sandbox.Faults.Add(LookUps, Fault.Hang());
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(300) };
        await Assert.ThrowsAsync<TaskCanceledException>(() =>
            http.PostAsync($"{probe.Sandbox.EthosUrl}/users/by/discord", new StringContent("{}"), Probe.Ct));
        var hung = StatusAsync(probe);
        await Task.WhenAny(hung, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Probe.Ct));
        Assert.False(hung.IsCompleted);
        await probe.Sandbox.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => hung);
    }

    [Fact]
    public async Task Bodies_are_truncated_emptied_retyped_and_rewritten()
    {
        await using var probe = await Probe.StartAsync();
        var members = probe.Guild.VerifiedMembers()[..20];
        var faults = probe.Sandbox.Faults;
        faults.Add(LookUps, Fault.Truncate(), times: 1);
        var truncated = (await probe.LookUpAsync(members)).Body;
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(truncated));
        faults.Add(LookUps, Fault.EmptyArray(), times: 1);
        Assert.Equal("[]", (await probe.LookUpAsync(members)).Body);
        faults.Add(LookUps, Fault.WrongTypes(), times: 1);
        Assert.Equal(JsonValueKind.String, (await probe.LookUpAsync(members)).Json[0]!["score"]!.GetValueKind());
        faults.Add(LookUps, Fault.Rewrite(body => new JsonArray(body![0]!.DeepClone())), times: 1);
        Assert.Single((await probe.LookUpAsync(members)).Json.AsArray());
        faults.Add(LookUps, Fault.SlowBody(TimeSpan.FromMilliseconds(50)), times: 1);
        Assert.Equal((await probe.LookUpAsync(members)).Body, (await probe.LookUpAsync(members)).Body);
    }

    [Fact]
    public async Task A_late_fault_loses_the_answer_but_not_the_write()
    {
        await using var probe = await Probe.StartAsync();
        var (member, role) = (probe.Guild.VerifiedMembers()[0], probe.Guild.RoleId("ETHOS_ROLE_REVERED_HUMAN"));
        probe.Sandbox.Faults.Add(new FaultRule("PUT /guilds/*/members/*/roles/*", Fault.Abort()) { Times = 1, AfterHandling = true });
        await Assert.ThrowsAsync<HttpRequestException>(() => probe.PutRoleAsync(member, role));
        Assert.Contains(role, probe.Guild.RolesOf(member));
        probe.Sandbox.Faults.Add("PUT /guilds/**", Fault.Status(500), times: 1);
        probe.Guild.Revoke(member, role);
        Assert.Equal(500, (await probe.PutRoleAsync(member, role)).Status);
        Assert.DoesNotContain(role, probe.Guild.RolesOf(member));
        Assert.Equal(0, probe.Sandbox.Journal.OverlappingWrites);
    }

    [Fact]
    public async Task Delays_and_statuses_add_up_and_a_custom_fault_may_do_anything()
    {
        await using var probe = await Probe.StartAsync();
        probe.Sandbox.Faults.Add("* /users/by/discord", Fault.Delay(TimeSpan.FromMilliseconds(20)));
        probe.Sandbox.Faults.Add(LookUps, Fault.Custom(async http =>
        {
            http.Response.StatusCode = 418;
            await http.Response.WriteAsync("teapot");
            return true;
        }), times: 1);
        Assert.Equal("teapot", (await probe.LookUpAsync(1)).Body);
        Assert.Equal(200, await StatusAsync(probe));
    }

    public static TheoryData<string> NamesOfEdgeFaults => [.. EdgeFaults.All.Keys];

    [Theory]
    [MemberData(nameof(NamesOfEdgeFaults))]
    public async Task An_edge_answers_in_its_own_form_without_the_marks_of_Discord_and_nothing_is_written(string name)
    {
        await using var probe = await Probe.StartAsync();
        var (member, role) = (probe.Guild.VerifiedMembers()[0], probe.Guild.RoleId("ETHOS_ROLE_REVERED_HUMAN"));
        await probe.SendAsync("POST", $"{probe.Sandbox.Url}sandbox/faults", $$"""{"route":"PUT /guilds/**","effect":"{{name}}","times":1}""", _ => { });
        var edge = await probe.PutRoleAsync(member, role);
        Assert.Null(edge.Header("Via"));
        Assert.Null(edge.Header("X-RateLimit-Limit"));
        Assert.DoesNotContain(role, probe.Guild.RolesOf(member));
        Assert.Equal(204, (await probe.PutRoleAsync(member, role)).Status);
    }

    [Fact]
    public async Task Edges_send_pages_codes_of_their_own_empty_answers_and_redirects()
    {
        await using var probe = await Probe.StartAsync();
        var page = await MeetAsync(EdgeFaults.BlockPage());
        Assert.Equal((403, "text/html"), (page.Status, page.ContentHeaders.ContentType!.MediaType));
        Assert.Equal(40333, (int)(await MeetAsync(EdgeFaults.BlockedRequest())).Json["code"]!);
        var empty = await MeetAsync(EdgeFaults.Empty(503));
        Assert.Equal((503, "", null), (empty.Status, empty.Body, empty.ContentHeaders.ContentType));
        Assert.Equal("1", (await MeetAsync(EdgeFaults.AddressLimited(TimeSpan.FromSeconds(1)))).Header("Retry-After"));
        var login = await MeetAsync(EdgeFaults.LoginPage());
        var redirected = await MeetAsync(EdgeFaults.Redirect());
        Assert.Equal((200, 200, login.Body), (login.Status, redirected.Status, redirected.Body));
        Assert.Equal("text/html", redirected.ContentHeaders.ContentType!.MediaType);

        Task<Reply> MeetAsync(Fault edge)
        {
            probe.Sandbox.Faults.Clear();
            probe.Sandbox.Faults.Add("GET /users/@me", edge);
            return probe.GetAsync("/users/@me");
        }
    }

    [Fact]
    public async Task Faults_can_be_ordered_over_HTTP_and_the_journal_read()
    {
        await using var probe = await Probe.StartAsync();
        var url = $"{probe.Sandbox.Url}sandbox";
        Assert.Equal(204, (await OrderAsync("""{"route":"POST /users/by/discord","effect":"status","status":503,"times":1}""")).Status);
        Assert.Equal([503, 200], await StatusesAsync(probe, 2));
        Assert.Equal(400, (await OrderAsync("""{"route":"POST /x","effect":"earthquake"}""")).Status);
        Assert.Equal(400, (await OrderAsync("""{"effect":"hang"}""")).Status);
        await OrderAsync("""{"route":"POST /users/by/discord","effect":"abort"}""");
        await probe.SendAsync("DELETE", $"{url}/faults", null, _ => { });
        Assert.Equal(200, await StatusAsync(probe));
        var journal = await probe.SendAsync("GET", $"{url}/journal", null, _ => { });
        Assert.Equal(2, journal.Json["counts"]!.AsArray().Single(count => (int)count!["status"]! == 200)!["count"]!.GetValue<int>());

        Task<Reply> OrderAsync(string json) => probe.SendAsync("POST", $"{url}/faults", json, _ => { });
    }

    private static async Task<int> StatusAsync(Probe probe) => (await probe.LookUpAsync(probe.Guild.VerifiedMembers()[..3])).Status;

    private static async Task<List<int>> StatusesAsync(Probe probe, int calls)
    {
        List<int> statuses = [];
        for (var call = 0; call < calls; call++)
        {
            statuses.Add(await StatusAsync(probe));
        }
        return statuses;
    }
}

using System.Text.Json.Nodes;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox.Faulting;

namespace RoleSync.EndToEnd.Tests.Faults;

/// <summary>Whatever Discord answers, the run ends or goes on by itself, touches nobody wrongly, and loses nothing.</summary>
public sealed class DiscordFaultTests(LargeGuildFixture shared) : IClassFixture<LargeGuildFixture>
{
    private const string List = "GET /guilds/*/members";
    private const string Grant = "PUT /guilds/*/members/*/roles/*";
    private const string Revoke = "DELETE /guilds/*/members/*/roles/*";

    private static readonly string[] _writes = [Grant, Revoke];

    private static readonly Dictionary<string, string> _excess = new() { ["Retry-After"] = "1", ["X-RateLimit-Scope"] = "shared" };

    private static readonly (string Name, Fault Fault, int Times)[] _passing =
    [
        ("500", Fault.Status(500), 2),
        ("502 with a page", Fault.BadGatewayPage(), 2),
        ("503", Fault.Status(503), 2),
        ("429", Fault.Status(429, "{\"message\":\"You are being rate limited.\",\"retry_after\":0.05,\"global\":false}", headers: _excess), 1),
        ("429 without Retry-After", Fault.Status(429), 1),
        ("200 with a page", Fault.Body("<html><body>Just a moment...</body></html>", "text/html"), 1),
        ("cut connection", Fault.Abort(), 2),
    ];

    private static readonly (string Name, Fault Fault, int Times)[] _ofBodies =
    [
        ("reset in mid-body", Fault.ResetMidBody(), 1),
        ("truncated JSON", Fault.Truncate(), 1),
    ];

    private readonly FaultBench _bench = shared.Bench;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passing_fault_is_retried_within_the_run()
    {
        foreach (var route in (string[])["GET /guilds/*", List, Grant, Revoke])
        {
            await IsMadeGoodAsync(_bench, route, [.. _passing, .. route is Grant or Revoke ? [] : _ofBodies]);
        }
    }

    [Fact]
    public async Task A_list_of_roles_that_meets_a_fault_is_not_sent_again_but_written_role_by_role()
    {
        await using var bench = await FaultBench.StartAsync(200, 50, ("SYNC_WRITES", "fast"));
        await IsMadeGoodAsync(bench, "PATCH /guilds/*/members/*", [.. _passing.Concat(_ofBodies).Select(row => row with { Times = 1 })]);
    }

    [Theory]
    [InlineData(List)]
    [InlineData(Grant)]
    public async Task A_hung_answer_is_given_up_and_asked_for_again(string route)
    {
        _bench.Spoil(3, 3);
        _bench.Sandbox.Faults.Add(route, Fault.Hang(), 1);

        var end = await _bench.RunAsync();

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.Equal(0, FaultBench.Number(end, "failed"));
        Assert.Contains("no answer within 3 s", _bench.Service.Log, StringComparison.Ordinal);
        _bench.AssertRight();
    }

    [Fact]
    public async Task An_address_that_refuses_connections_makes_the_run_wait_and_changes_nobody()
    {
        _bench.Spoil();
        await _bench.StartServiceAsync(("DISCORD_API_BASE_URL", "http://127.0.0.1:1/api/v10"));
        await _bench.TriggerAsync();

        var waiting = await _bench.Caller.WaitAsync(
            status => status.GetProperty("error").GetString()?.Contains("Discord gave no usable answer", StringComparison.Ordinal) is true,
            TimeSpan.FromSeconds(30), Ct);

        Assert.True(waiting.GetProperty("isRunning").GetBoolean());
        _bench.AssertNobodyWronged();
        using var stopped = await _bench.Caller.Http.PostAsync("/stop-sync", null, Ct);
        Assert.Equal("stopped", SyncCaller.Phase(await _bench.Caller.WaitForEndAsync(Ct)));
        await _bench.StartServiceAsync();
        await _bench.HealAsync();
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_sent_again_and_changes_nothing_twice()
    {
        _bench.Spoil();
        foreach (var route in _writes)
        {
            _bench.Sandbox.Faults.Add(new FaultRule(route, Fault.Abort()) { AfterHandling = true, Every = 3 });
        }

        var end = await _bench.RunAsync();

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.Equal(0, FaultBench.Number(end, "failed"));
        _bench.AssertRight();
    }

    [Fact]
    public async Task A_page_that_is_empty_or_repeated_hides_nobody()
    {
        _bench.Spoil();
        _bench.Sandbox.Faults.Add(List, Fault.EmptyArray(), 1);
        Assert.Equal("completed", SyncCaller.Phase(await _bench.RunAsync()));
        _bench.AssertRight();

        _bench.Spoil();
        JsonNode? first = null;
        _bench.Sandbox.Faults.Add(new FaultRule(List, Fault.Rewrite(page => first ??= page?.DeepClone())) { Times = 1 });
        _bench.Sandbox.Faults.Add(new FaultRule(List, Fault.Rewrite(_ => first?.DeepClone())) { After = 1, Times = 1 });
        Assert.Equal("completed", SyncCaller.Phase(await _bench.RunAsync()));
        _bench.AssertRight();
    }

    [Fact]
    public async Task A_member_whose_role_list_is_empty_for_once_loses_nothing()
    {
        _bench.Spoil();
        _bench.Sandbox.Faults.Add(List, Fault.Rewrite(page =>
        {
            foreach (var (index, member) in page!.AsArray().Index())
            {
                if (index % 4 == 0)
                {
                    member!["roles"] = new JsonArray();
                }
            }

            return page;
        }));

        Assert.Equal("completed", SyncCaller.Phase(await _bench.RunAsync()));
        _bench.AssertNobodyWronged();
        await _bench.HealAsync();
    }

    [Fact]
    public async Task A_refusal_of_one_write_is_recorded_and_the_rest_goes_on()
    {
        foreach (var (status, code, counted) in (IEnumerable<(int, int, string)>)
        [
            (404, 10007, "skipped"), (404, 10013, "skipped"), (404, 10011, "refused"), (403, 50013, "refused"), (400, 50028, "refused"), (400, 30005, "refused"),
        ])
        {
            _bench.Spoil();
            foreach (var route in _writes)
            {
                _bench.Sandbox.Faults.Add(new FaultRule(route, Refusal(status, code)) { After = 1, Times = 1 });
            }

            var end = await _bench.RunAsync();

            Assert.True(SyncCaller.Phase(end) == "completed" && FaultBench.Number(end, counted) > 0, $"{code}: {end}");
            Assert.InRange(_bench.Guild.WrongMembers().Count, 1, 3);
            _bench.AssertNobodyWronged();
            await _bench.HealAsync();
        }
    }

    [Fact]
    public async Task An_access_that_is_lost_ends_the_run_with_the_sentence_that_says_so()
    {
        foreach (var (status, code, sentence) in (IEnumerable<(int, int, string)>)[(403, 50001, "50001"), (404, 10004, "10004"), (403, 60003, "two-factor")])
        {
            _bench.Spoil();
            foreach (var route in _writes)
            {
                _bench.Sandbox.Faults.Add(new FaultRule(route, Refusal(status, code)) { After = 1 });
            }

            var end = await _bench.RunAsync();

            Assert.True(SyncCaller.Phase(end) == "failed", $"{code}: {end}");
            Assert.Contains(sentence, end.GetProperty("error").GetString(), StringComparison.Ordinal);
            _bench.AssertNobodyWronged();
            await _bench.HealAsync();
        }
    }

    [Fact]
    public async Task An_outage_that_outlasts_every_retry_postpones_the_run_which_then_goes_on_by_itself()
    {
        _bench.Spoil();
        var outages = _writes.Select(route => _bench.Sandbox.Faults.Add(new FaultRule(route, Fault.Status(500)) { After = 2 })).ToList();
        await _bench.TriggerAsync();
        var waiting = await _bench.Caller.WaitAsync(
            status => status.GetProperty("error").GetString()?.Contains("Discord gave no usable answer", StringComparison.Ordinal) is true,
            TimeSpan.FromSeconds(30), Ct);
        Assert.True(waiting.GetProperty("isRunning").GetBoolean());

        outages.ForEach(_bench.Sandbox.Faults.Remove);
        var end = await _bench.Caller.WaitForEndAsync(Ct);

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.Equal(0, FaultBench.Number(end, "failed"));
        _bench.AssertRight();
    }

    /// <summary>A run that meets the fault makes the guild right all the same.</summary>
    private static async Task IsMadeGoodAsync(FaultBench bench, string route, IEnumerable<(string Name, Fault Fault, int Times)> faults)
    {
        foreach (var (name, fault, times) in faults)
        {
            bench.Spoil(3, 3);
            var rule = bench.Sandbox.Faults.Add(route, fault, times);

            var end = await bench.RunAsync();

            Assert.True(SyncCaller.Phase(end) == "completed" && FaultBench.Number(end, "failed") == 0, $"{route}, {name}: {end}");
            Assert.True(rule.Hits == times, $"{route}, {name} struck {rule.Hits} times instead of {times}: {end}");
            bench.AssertRight();
            bench.Sandbox.Faults.Clear();
        }
    }

    private static Fault Refusal(int status, int code) => Fault.Status(status, $"{{\"message\":\"Refused by a fault\",\"code\":{code}}}");
}

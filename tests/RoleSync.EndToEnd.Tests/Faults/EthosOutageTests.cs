using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox.Faulting;

namespace RoleSync.EndToEnd.Tests.Faults;

/// <summary>Whatever Ethos answers, nobody loses a role over it, and the next healthy run makes everything right.</summary>
public sealed class EthosOutageTests(SmallGuildFixture shared) : IClassFixture<SmallGuildFixture>
{
    private const string LookUp = "POST /users/by/discord";

    private readonly FaultBench _bench = shared.Bench;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>One service for all of them, one after the other: an outage may leave nothing behind for the next row.</summary>
    [Fact]
    public async Task An_outage_changes_nobody_and_the_status_says_so()
    {
        foreach (var (name, fault) in (IEnumerable<(string, Fault)>)
        [
            ("500", Fault.Status(500)),
            ("502 with a page", Fault.BadGatewayPage()),
            ("503", Fault.Status(503)),
            ("401", Fault.Status(401)),
            ("404", Fault.Status(404)),
            ("429 without Retry-After", Fault.Status(429)),
            ("cut connection", Fault.Abort()),
            ("reset in mid-body", Fault.ResetMidBody()),
            ("truncated JSON", Fault.Truncate()),
            ("200 with a page", Fault.Body("<html><body>Just a moment...</body></html>", "text/html")),
            ("200 with a page that says it is JSON", Fault.Body("<html></html>")),
            ("an object instead of a list", Fault.Body("{\"users\":[]}")),
            ("nothing at all", Fault.Body("")),
            ("null", Fault.Body("null")),
        ])
        {
            _bench.Spoil();
            _bench.Sandbox.Faults.Add(LookUp, fault);

            var end = await _bench.RunAsync();

            Assert.True(SyncCaller.Phase(end) == "completed", $"{name}: {end}");
            Assert.True(_bench.Sandbox.Journal.WriteCount == 0, $"{name}: {_bench.Sandbox.Journal.WriteCount} writes");
            Assert.True(FaultBench.Number(end, "unknown") == FaultBench.Number(end, "totalUsers"), $"{name}: {end}");
            Assert.Contains("no trustworthy answer", end.GetProperty("error").GetString(), StringComparison.Ordinal);
            _bench.AssertNobodyWronged();
            await _bench.HealAsync();
        }
    }

    [Fact]
    public async Task A_passing_fault_is_retried_within_the_run()
    {
        foreach (var (name, fault, times) in (IEnumerable<(string, Fault, int)>)
        [
            ("503 for a while", Fault.Status(503), 4),
            ("429 with Retry-After", Fault.Status(429, headers: new Dictionary<string, string> { ["Retry-After"] = "1" }), 1),
            ("429 without", Fault.Status(429), 3),
            ("cut connection", Fault.Abort(), 3),
            ("reset in mid-body", Fault.ResetMidBody(), 2),
            ("truncated JSON", Fault.Truncate(), 2),
        ])
        {
            _bench.Spoil();
            _bench.Sandbox.Faults.Add(LookUp, fault, times);

            var end = await _bench.RunAsync();

            Assert.True(SyncCaller.Phase(end) == "completed", $"{name}: {end}");
            _bench.AssertRight();
            _bench.Sandbox.Faults.Clear();
        }
    }

    [Fact]
    public async Task A_damaged_answer_changes_only_those_whom_it_describes_well()
    {
        foreach (var (name, fault) in (IEnumerable<(string, Fault)>)
        [
            ("score null", Damaged(user => user["score"] = null)),
            ("score missing", Damaged(user => user.Remove("score"))),
            ("score negative", Damaged(user => user["score"] = -1)),
            ("userkeys null", Damaged(user => user["userkeys"] = null)),
            ("userkeys missing", Damaged(user => user.Remove("userkeys"))),
            ("userkeys of numbers", Damaged(user => user["userkeys"] = new JsonArray(1, 2))),
            ("stats null, nothing else decides", Damaged(Undecided(user => user["stats"] = null))),
            ("stats missing, nothing else decides", Damaged(Undecided(user => user.Remove("stats")))),
            ("an unknown status", Damaged(user => user["status"] = "FROZEN")),
            ("an unknown verification", Damaged(user => user["humanVerificationStatus"] = "BIOMETRIC")),
            ("a count as text", Damaged(user => user["validatorNftCount"] = "0")),
            ("strings for all numbers", Fault.WrongTypes()),
        ])
        {
            _bench.Spoil();
            _bench.Sandbox.Faults.Add(LookUp, fault);

            var end = await _bench.RunAsync();

            Assert.True(SyncCaller.Phase(end) == "completed", $"{name}: {end}");
            Assert.True(FaultBench.Number(end, "unknown") > 10, $"{name}: {end}");
            _bench.AssertNobodyWronged();
            await _bench.HealAsync();
        }
    }

    [Fact]
    public async Task An_answer_in_another_order_or_with_repetitions_is_as_good()
    {
        foreach (var change in (IEnumerable<Func<JsonArray, JsonArray>>)
        [
            users => new JsonArray([.. users.Reverse().Select(user => user?.DeepClone())]),
            users => new JsonArray([.. users.Concat(users).Select(user => user?.DeepClone())]),
        ])
        {
            _bench.Spoil();
            _bench.Sandbox.Faults.Add(LookUp, Fault.Rewrite(node => change(node!.AsArray())));

            Assert.Equal("completed", SyncCaller.Phase(await _bench.RunAsync()));
            _bench.AssertRight();
            _bench.Sandbox.Faults.Clear();
        }
    }

    [Fact]
    public async Task An_empty_answer_for_everybody_takes_nothing_from_anybody_in_the_first_run()
    {
        // Two looks must agree before somebody whom Ethos no longer knows loses a role (SYNC_CONFIRM_ABSENT=2, the default).
        _bench.Spoil();
        _bench.Sandbox.Faults.Add(LookUp, Fault.EmptyArray());

        var end = await _bench.RunAsync();

        Assert.Contains(SyncCaller.Phase(end), (string[])["completed", "held"]);
        Assert.Empty(_bench.Sandbox.Journal.Writes.Select(write => $"{write.Member} {write.Kind} {write.Reason}"));
        _bench.AssertNobodyWronged();
        if (SyncCaller.Phase(end) == "held")
        {
            using var rejected = await _bench.Caller.Http.PostAsync($"/runs/{end.GetProperty("runId").GetInt64()}/reject", null, Ct);
            Assert.True(rejected.IsSuccessStatusCode);
        }

        await _bench.HealAsync();
    }

    [Fact]
    public async Task A_few_people_who_vanish_from_one_answer_keep_their_roles_until_a_second_look()
    {
        // Fewer than the guard minds, so that only the second look protects them.
        _bench.Spoil();
        _bench.Sandbox.Faults.Add(LookUp, Fault.Rewrite(users => new JsonArray([.. users!.AsArray().Skip(10).Select(user => user?.DeepClone())])));

        var end = await _bench.RunAsync();

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.DoesNotContain(_bench.Sandbox.Journal.Writes, write => write.Reason!.Contains("no Ethos profile", StringComparison.Ordinal));
        _bench.AssertNobodyWronged();
        await _bench.HealAsync();
    }

    [Fact]
    public async Task Both_accounts_of_one_person_get_the_roles()
    {
        var guild = _bench.Guild;
        var twins = guild.VerifiedMembers().Where(member => _bench.Sandbox.World.Ethos.Find(member) is { DiscordIds.Count: 2 } && guild.ExpectedRoles(member) is { Length: > 2 }).Take(4).ToList();
        Assert.NotEmpty(twins);
        _bench.Spoil(0, 0);
        twins.ForEach(twin => guild.SetRoles(twin, guild.VerifiedRoleId));

        await _bench.RunAsync();

        Assert.Empty(guild.WrongMembers());
    }

    [Fact]
    public async Task One_id_that_Ethos_refuses_costs_nobody_else_the_look_up()
    {
        var bad = _bench.Guild.VerifiedMembers()[77];
        _bench.Spoil();
        _bench.Sandbox.Faults.Add(LookUp, Fault.Custom(http => RefuseBatchWithAsync(http, bad)));

        var end = await _bench.RunAsync();

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.InRange(FaultBench.Number(end, "unknown"), 1, 1 + _bench.Guild.VerifiedMembers().Count(member => _bench.Guild.ExpectedRoles(member) is null));
        Assert.DoesNotContain(_bench.Guild.WrongMembers(), member => member != bad);
        _bench.AssertNobodyWronged();
        await _bench.HealAsync();
    }

    [Fact]
    public async Task An_address_that_refuses_connections_changes_nobody()
    {
        _bench.Spoil();
        await _bench.StartServiceAsync(("ETHOS_API_BASE_URL", "http://127.0.0.1:1/api/v2"));

        var end = await _bench.RunAsync();

        Assert.Equal(FaultBench.Number(end, "totalUsers"), FaultBench.Number(end, "unknown"));
        Assert.Equal(0, _bench.Sandbox.Journal.WriteCount);
        await _bench.StartServiceAsync();
        await _bench.HealAsync();
    }

    private static async Task<bool> RefuseBatchWithAsync(HttpContext http, ulong bad)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        if (!body.RootElement.GetProperty("discordIds").EnumerateArray().Any(id => id.GetString() == $"{bad}"))
        {
            return false;
        }

        http.Response.StatusCode = 400;
        await http.Response.WriteAsJsonAsync(new { message = "Invalid Discord id" }, Ct);
        return true;
    }

    /// <summary>Damages every third user.</summary>
    private static Fault Damaged(Action<JsonObject> damage) => Fault.Rewrite(node =>
    {
        foreach (var (index, user) in node!.AsArray().Index())
        {
            if (index % 3 == 0)
            {
                damage(user!.AsObject());
            }
        }

        return node;
    });

    private static Action<JsonObject> Undecided(Action<JsonObject> damage) => user =>
    {
        user["profileId"] = null;
        user["userkeys"] = new JsonArray([.. user["userkeys"]!.AsArray()
            .Where(key => !key!.GetValue<string>().StartsWith("profileId", StringComparison.Ordinal) && !key.GetValue<string>().StartsWith("address", StringComparison.Ordinal))
            .Select(key => key!.DeepClone())]);
        damage(user);
    };
}

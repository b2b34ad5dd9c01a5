using System.Text.Json.Nodes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Sandbox.Contracts;

namespace RoleSync.Tests.Sandbox;

public sealed class EthosTests
{
    private static readonly GuildOptions _guild = new() { Members = 2000, AbsentShare = 0.1, NoInteractionShare = 0.1, MergedShare = 0.02, TwinShare = 0.05 };

    [Fact]
    public async Task Five_hundred_people_come_in_one_call_and_fit_the_contract()
    {
        await using var probe = await Probe.StartAsync(_guild);
        foreach (var ids in probe.Guild.VerifiedMembers().Chunk(500))
        {
            var reply = await probe.LookUpAsync(ids);
            Assert.Equal(200, reply.Status);
            Assert.Empty(Contract.Ethos.Breaches("POST", "/users/by/discord", 200, reply.Body));
        }
        Assert.Equal(2000, probe.Sandbox.Journal.LookedUpIds);
    }

    [Fact]
    public async Task People_come_once_each_out_of_order_and_the_unknown_are_left_out()
    {
        await using var probe = await Probe.StartAsync(_guild);
        var ids = probe.Guild.VerifiedMembers()[..500];
        var users = (await probe.LookUpAsync(ids)).Json.AsArray();
        var accounts = users.Select(user => AccountsOf(user!)).ToList();
        Assert.Equal(users.Count, users.Select(user => (long)user!["id"]!).Distinct().Count());
        Assert.Contains(accounts, list => list.Length == 2);
        Assert.NotEqual(accounts.Select(list => Array.IndexOf(ids, list[0])).Order(), accounts.Select(list => Array.IndexOf(ids, list[0])));
        var known = ids.Where(id => probe.Sandbox.World.Ethos.Find(id) is not null).ToList();
        Assert.InRange(known.Count, 400, 490);
        Assert.Equal(known, ids.Intersect(accounts.SelectMany(list => list)));
    }

    [Fact]
    public async Task The_world_has_every_kind_of_person_that_makes_trouble()
    {
        await using var probe = await Probe.StartAsync(_guild);
        List<JsonNode> users = [];
        foreach (var ids in probe.Guild.VerifiedMembers().Chunk(500))
        {
            users.AddRange((await probe.LookUpAsync(ids)).Json.AsArray().Select(user => user!));
        }
        Assert.Contains(users, user => (string)user["status"]! == "MERGED");
        Assert.Contains(users, user => (string)user["status"]! == "INACTIVE" && user["profileId"] is null);
        Assert.Contains(users, user => user["stats"]!["vouch"] is null);
        Assert.Contains(users, user => !user.AsObject().ContainsKey("humanVerificationStatus"));
        Assert.Contains(users, user => user.AsObject().ContainsKey("humanVerificationStatus") && user["humanVerificationStatus"] is null);
        Assert.Contains(users, user => user["profileId"] is null && user["userkeys"]!.AsArray().Any(key => ((string)key!).StartsWith("address:", StringComparison.Ordinal)));
        Assert.Equal(10, users.Select(user => TierOf((int)user["score"]!)).Distinct().Count());
    }

    [Theory]
    [InlineData("""{"discordIds":[]}""")]
    [InlineData("""{"discordIds":["12345678901234567","banana"]}""")]
    [InlineData("""{"discordIds":[12345678901234567]}""")]
    [InlineData("""{"discordIds":"12345678901234567"}""")]
    [InlineData("""{}""")]
    [InlineData("""nonsense""")]
    public async Task One_malformed_id_spoils_the_whole_batch(string body)
    {
        await using var probe = await Probe.StartAsync();
        var reply = await probe.EthosAsync("POST", "/users/by/discord", body);
        Assert.Equal(400, reply.Status);
        Assert.Empty(Contract.Ethos.Breaches("POST", "/users/by/discord", 400, reply.Body));
    }

    [Fact]
    public async Task Five_hundred_and_one_ids_are_too_many()
    {
        await using var probe = await Probe.StartAsync();
        Assert.Equal(400, (await probe.LookUpAsync(Enumerable.Range(0, 501).Select(n => 100_000_000_000_000_000UL + (ulong)n))).Status);
    }

    [Theory]
    [InlineData("GET", "/user/by/discord/{discordUserId}", "/user/by/discord/ID", null, 200)]
    [InlineData("GET", "/user/by/discord/{discordUserId}", "/user/by/discord/1", null, 404)]
    [InlineData("GET", "/user/by/x/{accountIdOrUsername}", "/user/by/x/HANDLE", null, 200)]
    [InlineData("GET", "/user/by/x/{accountIdOrUsername}", "/user/by/x/nobody", null, 404)]
    [InlineData("GET", "/score/userkey", "/score/userkey?userkey=service:discord:ID", null, 200)]
    [InlineData("GET", "/score/userkey", "/score/userkey?userkey=profileId:1", null, 404)]
    [InlineData("GET", "/score/userkey", "/score/userkey", null, 400)]
    [InlineData("GET", "/score/status", "/score/status?userkey=service:discord:ID", null, 200)]
    [InlineData("GET", "/score/updates", "/score/updates?after=2020-01-01T00:00:00Z", null, 200)]
    [InlineData("GET", "/score/updates", "/score/updates", null, 400)]
    [InlineData("GET", "/score/updates", "/score/updates?after=2020-01-01T00:00:00Z&limit=1001", null, 400)]
    [InlineData("POST", "/score/userkeys", "/score/userkeys", """{"userkeys":["service:discord:ID","profileId:1"]}""", 200)]
    [InlineData("POST", "/score/userkeys", "/score/userkeys", "{}", 400)]
    [InlineData("GET", "/nfts/user/{ethosUserKey}/owns-validator", "/nfts/user/service%3Adiscord%3AID/owns-validator", null, 200)]
    [InlineData("GET", "/nfts/user/{ethosUserKey}/owns-validator", "/nfts/user/profileId%3A1/owns-validator", null, 404)]
    [InlineData("POST", "/activities/profile/received", "/activities/profile/received", """{"userkey":"service:discord:ID"}""", 200)]
    [InlineData("POST", "/activities/profile/received", "/activities/profile/received", "{}", 400)]
    public async Task Every_other_answer_fits_the_contract(string method, string template, string path, string? body, int status)
    {
        await using var probe = await Probe.StartAsync();
        var ethos = probe.Sandbox.World.Ethos;
        var id = probe.Guild.VerifiedMembers().First(id => ethos.Find(id) is not null);
        ethos.Change(id, user => user with { ValidatorNftCount = 2, PositiveReviews = 4 });
        var reply = await probe.EthosAsync(method, Fill(path)!, Fill(body));
        Assert.Equal(status, reply.Status);
        Assert.Empty(Contract.Ethos.Breaches(method, template, status, reply.Body));

        string? Fill(string? text) =>
            text?.Replace("HANDLE", ethos.Find(id)!.Handle, StringComparison.Ordinal).Replace("ID", $"{id}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_score_shows_in_the_answer_and_in_the_updates()
    {
        await using var probe = await Probe.StartAsync();
        var id = probe.Guild.VerifiedMembers().First(id => probe.Sandbox.World.Ethos.Find(id) is not null);
        probe.Sandbox.World.Ethos.SetScore(id, 2700);
        Assert.Equal(2700, (int)(await probe.LookUpAsync(id)).Json[0]!["score"]!);
        var updates = (await probe.EthosAsync("GET", "/score/updates?after=2020-01-01T00:00:00Z")).Json["values"]!.AsArray();
        Assert.Contains(updates, update => (string)update!["userkey"]! == $"service:discord:{id}");
    }

    [Fact]
    public async Task Calls_beyond_the_limit_get_429_and_callers_without_a_name_share_ten()
    {
        await using var probe = await Probe.StartAsync(new SandboxOptions { EthosCallsPerMinute = 3 });
        for (var call = 1; call <= 3; call++)
        {
            var passed = await probe.EthosAsync("GET", "/user/by/discord/1");
            Assert.Equal((404, $"{3 - call}"), (passed.Status, passed.Header("RateLimit-Remaining")));
        }
        var refused = await probe.EthosAsync("GET", "/user/by/discord/1");
        Assert.Equal((429, "3;w=60"), (refused.Status, refused.Header("RateLimit-Policy")));
        Assert.InRange(int.Parse(refused.Header("Retry-After")!), 1, 60);
        Assert.Empty(Contract.Ethos.Breaches("GET", "/user/by/discord/{discordUserId}", 429, refused.Body));
        for (var call = 0; call < 11; call++)
        {
            refused = await probe.EthosAsync("GET", "/user/by/discord/1", null, request => request.Headers.Remove("X-Ethos-Client"));
            Assert.Equal(call < 10 ? 404 : 429, refused.Status);
        }
        Assert.Equal(11, probe.Sandbox.Journal.Violations.Count);
    }

    private static ulong[] AccountsOf(JsonNode user) =>
        [.. user["userkeys"]!.AsArray().Select(key => (string)key!).Where(key => key.StartsWith("service:discord:", StringComparison.Ordinal))
            .Select(key => ulong.Parse(key["service:discord:".Length..]))];

    private static int TierOf(int score) => Array.FindLastIndex([0, 800, 1200, 1400, 1600, 1800, 2000, 2200, 2400, 2600], least => least <= score);
}

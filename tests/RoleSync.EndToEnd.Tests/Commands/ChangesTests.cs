using System.Net;
using System.Text.Json;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary>What became of changes across runs: <c>rolesync changes</c> and GET /changes.</summary>
public sealed class ChangesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_lost_a_role_this_week_is_one_call_whatever_run_took_it()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 120, wrong: 0.2);
        var (guild, ethos) = (bench.Guild, bench.Sandbox.World.Ethos);
        var validator = guild.RoleId("ETHOS_ROLE_VALIDATOR");
        var known = guild.VerifiedMembers().Where(member => ethos.Find(member) is { DiscordIds.Count: 1 } && guild.ExpectedRoles(member) is { Length: > 2 }).Take(2).ToArray();
        var (first, second) = (known[0], known[1]);
        ethos.Change(first, user => user with { ValidatorNftCount = 1 });
        ethos.Change(second, user => user with { ValidatorNftCount = 1 });
        await bench.RunAsync("complete", 0);
        ethos.Change(first, user => user with { ValidatorNftCount = 0 });
        await bench.RunAsync($"verify {first}", 0);
        ethos.Change(second, user => user with { ValidatorNftCount = 0 });
        await bench.RunAsync("complete", 0);

        var lost = Json(await bench.RunAsync(["changes", "--role", "validator", "--transition", "- Validator", "--since", "7d", "--outcome", "applied", "--json"], 0));
        var csv = (await bench.RunAsync(["changes", "--role", $"{validator}", "--member", $"{second}", "--csv"], 0)).TrimEnd().Split(Environment.NewLine);
        var text = await bench.RunAsync(["changes", "--role", "ETHOS_ROLE_VALIDATOR", "--limit", "2", "--guild-id", $"{guild.Id}"], 0);

        var taken = lost.GetProperty("changes").EnumerateArray().ToArray();
        Assert.Equal([$"{second}", $"{first}"], taken.Take(2).Select(change => change.GetProperty("memberId").GetString()));
        Assert.All(taken, change => Assert.Equal(("revoke", "applied", $"{validator}", "Validator"), (Text(change, "kind"), Text(change, "outcome"), Text(change, "roleId"), Text(change, "roleName"))));
        Assert.False(lost.GetProperty("more").GetBoolean());
        Assert.Equal("time,run,member,change,role,role_name,direction,transition,reason,outcome,note", csv[0]);
        Assert.Contains($",3,{second},revoke,{validator},Validator,loss,'- Validator,", csv[1], StringComparison.Ordinal);
        Assert.Contains($"{second}", text, StringComparison.Ordinal);
        Assert.Contains("No change of guild", await bench.RunAsync("changes --until 2020-01-01", 0), StringComparison.Ordinal);
        Assert.Equal(csv[0], (await bench.RunAsync("changes --until 2020-01-01 --csv", 0)).TrimEnd());
    }

    [Fact]
    public async Task Pages_give_every_change_that_was_written_once_and_newest_first()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 120, wrong: 0.3);
        await bench.RunAsync("complete", 0);
        using var http = bench.Service.Connect();
        var written = await bench.ChangesAsync(1, "applied");

        var (found, query) = (new List<JsonElement>(), "?outcome=applied&limit=7");
        for (var before = ""; before is not null;)
        {
            var page = Json(await http.GetStringAsync($"/changes{query}{before}", Ct));
            found.AddRange(page.GetProperty("changes").EnumerateArray());
            before = page.GetProperty("before").GetString() is { } next ? $"&before={next}" : null;
        }

        Assert.Equal(written.Select(Id).Order(), found.Select(Id).Order());
        Assert.Equal(found.OrderByDescending(change => change.GetProperty("endedAt").GetInt64()).ThenByDescending(Id).Select(Id), found.Select(Id));
        var all = Json(await bench.RunAsync("changes --outcome applied --json", 0)).GetProperty("changes").EnumerateArray();
        Assert.Equal(found.Select(Id), all.Select(Id));

        static long Id(JsonElement change) => change.GetProperty("id").GetInt64();
    }

    [Fact]
    public async Task What_a_filter_cannot_mean_is_refused_with_a_sentence_that_names_the_field()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 20, wrong: 0);
        await bench.RunAsync("complete", 0);
        using var http = bench.Service.Connect();
        foreach (var (path, name) in new[]
        {
            ("/changes?since=yesterday", "since"), ("/changes?until=7y", "until"), ("/changes?since=1d&until=2d", "since"), ("/changes?role=Vallidator", "role"), ("/changes?memberId=Ada", "memberId"),
            ("/changes?outcome=lost", "outcome"), ("/changes?outcome=1", "outcome"), ("/changes?outcome=pending", "outcome"), ("/changes?before=77", "before"), ("/changes?before=1-x", "before"),
            ("/changes?limit=0", "limit"), ("/changes?limit=1001", "limit"), ("/changes?limit=many", "limit"), ("/changes?limit=1&limit=2", "limit"),
            ("/runs?limit=0", "limit"), ("/runs?limit=1001", "limit"), ("/runs?before=x", "before"), ("/runs?before=0", "before"),
            ("/runs/1/changes?outcome=lost", "outcome"), ("/runs/1/changes?outcome=1", "outcome"), ("/runs/1/changes?outcome=pending,applied", "outcome"), ("/runs/1/changes?memberId=Ada", "memberId"),
            ("/runs/1/changes?limit=1001", "limit"), ("/runs/1/changes?after=-1", "after"), ("/runs/1/changes?after=x", "after"),
        })
        {
            using var answer = await http.GetAsync(path, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path} was answered {answer.StatusCode}: {text}");
            Assert.StartsWith(name, Json(text).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(2, (await bench.RunAsync("changes --role Vallidator")).Code);
        Assert.Equal(2, (await bench.RunAsync("changes --json --csv")).Code);
        Assert.Equal(2, (await bench.RunAsync("changes --limit 0")).Code);
    }

    private static string? Text(JsonElement change, string name) => change.GetProperty(name).GetString();

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}

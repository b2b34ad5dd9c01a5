using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary>One member at once: <c>rolesync verify</c>, its route, and the route of the old bot.</summary>
public sealed class VerifyMemberTests
{
    private const ulong NoMember = 1234567890123456789;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_is_put_right_at_once_and_again_without_a_wait_and_the_run_is_of_the_command_line()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 60, wrong: 0.2);
        var member = bench.Guild.WrongMembers()[0];
        using var http = bench.Service.Connect();

        var view = Json(await bench.RunAsync($"verify {member} --json", 0));
        var again = Json(await bench.RunAsync($"verify {member} --json", 0));
        var text = await bench.RunAsync($"verify {member} --guild-id {bench.Guild.Id}", 0);

        Assert.Equal(("changed", $"{member}"), (view.GetProperty("result").GetString(), view.GetProperty("memberId").GetString()));
        Assert.All(view.GetProperty("changes").EnumerateArray(), change => Assert.Equal("applied", change.GetProperty("outcome").GetString()));
        Assert.DoesNotContain(member, bench.Guild.WrongMembers());
        Assert.Equal(("right", 0), (again.GetProperty("result").GetString(), again.GetProperty("changes").GetArrayLength()));
        Assert.Contains("right already", text, StringComparison.Ordinal);
        var run = Json(await http.GetStringAsync($"/runs/{view.GetProperty("runId")}", Ct)).GetProperty("run");
        Assert.Equal(("member", "CLI", "CLI"), (run.GetProperty("kind").GetString(), run.GetProperty("trigger").GetString(), run.GetProperty("decidedBy").GetString()));
        Assert.Equal(1, Json(await http.GetStringAsync("/runs", Ct)).GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task Who_cannot_be_verified_is_told_apart_by_exit_code_and_nothing_is_written()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 60, wrong: 0.2);
        var (guild, ethos) = (bench.Guild, bench.Sandbox.World.Ethos);
        var wrong = guild.WrongMembers();
        var bot = guild.MemberIds().First(guild.IsBot);
        ethos.Forget(wrong[0]);
        ethos.Put(new EthosUser(7_001, [bot], 1640));
        ethos.Put(new EthosUser(7_002, [NoMember], 1640));

        Assert.Contains("has linked", await bench.RunAsync($"verify {wrong[0]}", 10), StringComparison.Ordinal);
        Assert.Contains("is a bot", await bench.RunAsync($"verify {bot}", 10), StringComparison.Ordinal);
        await SaysAsync($"verify {NoMember}", 2, "is no member of guild");
        await SaysAsync("verify Ada", 2, "MEMBER");
        await SaysAsync($"verify {wrong[1]} --guild-id 1234567890123456789", 2, "not configured");
        bench.Sandbox.Faults.Add("POST /users/by/discord", Fault.Status(400));
        await SaysAsync($"verify {wrong[1]}", 1, "Nothing was changed");

        Assert.Equal(0, bench.Writes);

        async Task SaysAsync(string args, int code, string sentence)
        {
            var said = await bench.RunAsync(args);
            Assert.Equal((code, ""), (said.Code, said.Out));
            Assert.Contains(sentence, said.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_cannot_be_changed_is_said_and_the_exit_code_tells_whether_anything_was()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 60, wrong: 0);
        var guild = bench.Guild;
        var member = guild.VerifiedMembers().First(member => guild.ExpectedRoles(member) is { Length: > 2 });
        var role = guild.ExpectedRoles(member)!.First(role => role != guild.VerifiedRoleId);
        guild.Revoke(member, role);
        guild.MoveRole(role, 200);

        var said = await bench.RunAsync($"verify {member}", 1);

        Assert.Contains("Not changed", said, StringComparison.Ordinal);
        Assert.Contains("highest role", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_route_of_the_old_bot_answers_in_its_shape_and_so_do_its_refusals()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 60, wrong: 0.2);
        var (member, guild) = (bench.Guild.WrongMembers()[0], bench.Guild.Id);
        using var http = bench.Service.Connect();
        bench.Sandbox.World.Ethos.Put(new EthosUser(7_002, [NoMember], 1640));

        using var answer = await http.PostAsJsonAsync("/force-sync", new { guildId = $"{guild}", userId = $"{member}" }, Ct);
        var body = Json(await answer.Content.ReadAsStringAsync(Ct));

        Assert.Equal(["changes", "guildId", "message", "success", "userId"], body.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.Equal((true, $"{member}", $"{guild}"), (body.GetProperty("success").GetBoolean(), body.GetProperty("userId").GetString(), body.GetProperty("guildId").GetString()));
        Assert.NotEqual(0, body.GetProperty("changes").GetArrayLength());
        Assert.All(body.GetProperty("changes").EnumerateArray(), change => Assert.Matches("^(Added|Removed) [A-Z]", change.GetString()));
        Assert.DoesNotContain(member, bench.Guild.WrongMembers());
        foreach (var (wrong, status) in new[]
        {
            ("{}", 400), ("", 400), ("{", 400), ("{\"userId\":5}", 400), ("{\"userId\":\"Ada\"}", 400), ($"{{\"userId\":\"{NoMember}\"}}", 404),
            ($"{{\"userId\":\"{member}\",\"guildId\":\"1234567890123456789\"}}", 404), ($"{{\"userId\":\"{member}\",\"guild_id\":\"1\"}}", 400),
        })
        {
            using var refused = await http.PostAsync("/force-sync", new StringContent(wrong, Encoding.UTF8, "application/json"), Ct);
            var text = await refused.Content.ReadAsStringAsync(Ct);
            Assert.True((int)refused.StatusCode == status, $"{wrong} was answered {refused.StatusCode}: {text}");
            Assert.StartsWith("{\"success\":false,\"error\":\"", text, StringComparison.Ordinal);
        }

        http.DefaultRequestHeaders.Authorization = null;
        using var stranger = await http.PostAsJsonAsync("/force-sync", new { userId = $"{member}" }, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.StartsWith("{\"success\":false,", await stranger.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}

using System.Text.Json;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary><c>rolesync why</c> with the real service against the sandbox.</summary>
public sealed class WhyTests
{
    [Fact]
    public async Task A_member_is_explained_before_and_after_a_run()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 60, wrong: 0.1);
        var member = bench.Guild.WrongMembers()[0];

        var before = JsonDocument.Parse(await bench.RunAsync($"why {member} --json", 0)).RootElement;
        Assert.NotEmpty(before.GetProperty("changes").EnumerateArray());
        Assert.Empty(before.GetProperty("history").EnumerateArray());
        Assert.NotEqual(Roles(before, "expected"), Roles(before, "actual"));
        Assert.Equal(bench.Guild.ExpectedRoles(member)!.Order().Select(role => $"{role}"), Roles(before, "expected"));

        await bench.RunAsync("complete", 0);
        var after = JsonDocument.Parse(await bench.RunAsync($"why {member} --json", 0)).RootElement;
        Assert.Empty(after.GetProperty("changes").EnumerateArray());
        Assert.All(after.GetProperty("history").EnumerateArray(), change => Assert.Equal(1, change.GetProperty("runId").GetInt64()));
        Assert.Equal(Roles(after, "expected"), Roles(after, "actual"));

        var text = await bench.RunAsync($"why {member}", 0);
        Assert.Contains("Ethos ", text, StringComparison.Ordinal);
        Assert.Contains("run 1, ", text, StringComparison.Ordinal);

        static IEnumerable<string> Roles(JsonElement why, string name) =>
            why.GetProperty(name).EnumerateArray().Select(role => role.GetProperty("roleId").GetString()!).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_stands_in_the_way_is_said()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 60, wrong: 0);
        var guild = bench.Guild;
        var bot = guild.MemberIds().First(guild.IsBot);
        var member = guild.VerifiedMembers().First(member => guild.ExpectedRoles(member) is { Length: > 2 });
        var role = guild.ExpectedRoles(member)!.First(role => role != guild.VerifiedRoleId);
        guild.Revoke(member, role);
        guild.MoveRole(role, 200);

        Assert.Contains("bots are left alone", await bench.RunAsync($"why {bot}", 0), StringComparison.Ordinal);
        Assert.Contains("no such member", await bench.RunAsync("why 1234567890123456789", 0), StringComparison.Ordinal);
        Assert.Contains("not below the bot's highest role", await bench.RunAsync($"why {member}", 0), StringComparison.Ordinal);
        await bench.RunAsync("why Ada", 2);
    }
}

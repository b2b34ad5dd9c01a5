using System.Text.Json;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary><c>rolesync plan</c>, <c>apply</c> and <c>runs</c> with the real service against the sandbox.</summary>
public sealed class PlanTests
{
    [Fact]
    public async Task A_plan_says_what_would_change_and_apply_does_exactly_that()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 400, wrong: 0.05);
        var plan = JsonDocument.Parse(await bench.RunAsync("plan --json", 10)).RootElement;
        var planned = plan.GetProperty("changes").EnumerateArray().Select(Text).ToList();
        Assert.Equal(plan.GetProperty("run").GetProperty("planned").GetInt32(), planned.Count);
        Assert.Equal(0, bench.Writes);

        await bench.RunAsync("apply 1", 0);

        Assert.Equal(planned, (await bench.ChangesAsync(2, "applied")).Select(Text));
        Assert.Equal(planned.Count, bench.Writes);
        Assert.Empty(bench.Guild.WrongMembers());
        Assert.Equal(planned, (await bench.ChangesAsync(1, "pending")).Select(Text));

        var again = await bench.RunAsync("apply 1");
        Assert.Equal(3, again.Code);
        Assert.Contains("applied already, by run 2", again.Error, StringComparison.Ordinal);
        Assert.Contains("nothing to do", await bench.RunAsync("plan", 0), StringComparison.Ordinal);
        var lines = (await bench.RunAsync("runs", 0)).TrimEnd().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Contains("dryRun", lines[1], StringComparison.Ordinal);
        Assert.Contains($"{planned.Count}/{planned.Count}", lines[2], StringComparison.Ordinal);

        static string Text(JsonElement change) => $"{change.GetProperty("memberId")} {change.GetProperty("kind")} {change.GetProperty("roleId")} {change.GetProperty("reason")}";
    }

    [Fact]
    public async Task A_plan_for_people_counts_by_transition_and_one_for_a_spreadsheet_has_a_line_per_change()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 100, wrong: 0.1);

        var text = await bench.RunAsync("plan", 10);
        var csv = (await bench.RunAsync("plan --csv", 10)).TrimEnd().Split('\n');

        Assert.Contains("\"rolesync apply 1\" applies exactly these", text, StringComparison.Ordinal);
        Assert.Contains(" -> ", text, StringComparison.Ordinal);
        Assert.StartsWith("member,change,role,role_name,", csv[0], StringComparison.Ordinal);
        Assert.Equal((await bench.ChangesAsync(2, "pending")).Count, csv.Length - 1);
        Assert.Equal(0, bench.Writes);
    }

    [Fact]
    public async Task A_plan_that_would_be_held_says_so_and_is_held_when_it_is_applied()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 200, wrong: 0, absent: 0.5);
        var guild = bench.Guild;
        foreach (var member in guild.VerifiedMembers().Where(member => guild.ExpectedRoles(member) is { Length: 1 }).Take(60))
        {
            guild.Grant(member, guild.RoleId("ETHOS_ROLE_RENOWNED"));
        }

        Assert.Contains("Would be held: ", await bench.RunAsync("plan", 3), StringComparison.Ordinal);
        Assert.Contains("rolesync approve 2", (await bench.RunAsync("apply 1")).Error, StringComparison.Ordinal);
        Assert.Equal(0, bench.Writes);
        var status = await bench.RunAsync("status", 0);
        Assert.Contains($"Run 2 (sync) of guild {guild.Id}: held", status, StringComparison.Ordinal);
        Assert.Contains("rolesync approve 2", status, StringComparison.Ordinal);

        Assert.Contains("Run 2 has been approved", await bench.RunAsync("approve 2", 0), StringComparison.Ordinal);
        using var caller = new Processes.SyncCaller(bench.Service.Url);
        var end = await caller.WaitForEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal("completed", Processes.SyncCaller.Phase(end));
        Assert.Empty(guild.WrongMembers());
    }

    [Fact]
    public async Task Only_the_newest_complete_plan_can_be_applied()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 60, wrong: 0.1);
        await bench.RunAsync("plan", 10);
        await bench.RunAsync("complete", 0);

        Assert.Contains("Run 2 has come after the plan of run 1", (await bench.RunAsync("apply 1")).Error, StringComparison.Ordinal);
        Assert.Contains("is no dry run", (await bench.RunAsync("apply 2")).Error, StringComparison.Ordinal);
    }
}

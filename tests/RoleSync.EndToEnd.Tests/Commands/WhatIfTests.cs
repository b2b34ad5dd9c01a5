using System.Text.Json;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary><c>rolesync plan --what-if</c> with the real service against the sandbox.</summary>
public sealed class WhatIfTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"what-if-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task The_plan_under_other_settings_is_that_of_a_run_under_them_and_leaves_nothing_behind()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 200, wrong: 0.1);
        var inForce = JsonDocument.Parse(await bench.RunAsync("plan --json", 10)).RootElement;

        var same = await WithAsync(bench, """{"RoleSync": {}}""", "--json", 10);

        Assert.Equal(
            inForce.GetProperty("changes").EnumerateArray().Select(Text),
            JsonDocument.Parse(same).RootElement.GetProperty("changes").EnumerateArray().Select(Text));
        Assert.Equal(2, (await bench.RunAsync("runs", 0)).TrimEnd().Split('\n').Length);
        Assert.Equal(0, bench.Writes);

        static string Text(JsonElement change) => $"{change.GetProperty("memberId")} {change.GetProperty("kind")} {change.GetProperty("roleId")} {change.GetProperty("reason")}";
    }

    [Fact]
    public async Task Other_tiers_show_what_they_would_take_and_that_the_run_would_be_held()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 200, wrong: 0);
        const string Settings = """
            {
              // The highest tiers are to be earned anew.
              "RoleSync": { "Tiers": {
                "Untrusted": 0, "Questionable": 8000, "Neutral": 8100, "Known": 8200, "Established": 8300, "Reputable": 8400,
                "Exemplary": 8500, "Distinguished": 8600, "Revered": 8700, "Renowned": 8800 }, "Discord": { "Token": "never sent" } },
            }
            """;

        var text = await WithAsync(bench, Settings, "", 3);
        var csv = (await WithAsync(bench, Settings, "--csv", 3)).TrimEnd().Split('\n');

        Assert.Contains("The run would be held: ", text, StringComparison.Ordinal);
        Assert.Contains("Nothing is stored or written", text, StringComparison.Ordinal);
        Assert.True(csv.Length > 100);
        Assert.Contains("nothing to do", await bench.RunAsync("plan", 0), StringComparison.Ordinal);
        Assert.Equal(0, bench.Writes);
    }

    [Theory]
    [InlineData("""{"RoleSync": {"Sync": {"Scope": "all"}}}""", "RoleSync:Sync:Scope is \"all\": write verified or everyone")]
    [InlineData("""{"RoleSync": {"Sync": {"MaxRemoval": "40%"}}}""", "RoleSync:Sync:MaxRemoval is set, and there is no such setting")]
    [InlineData("""{"RoleSync": [] }""", "cannot be read as settings")]
    [InlineData("Tiers: 3", "cannot be read as settings")]
    public async Task What_is_wrong_in_the_file_is_told_with_its_key(string settings, string sentence)
    {
        await using var bench = await CommandLineBench.StartAsync(members: 20, wrong: 0);
        await File.WriteAllTextAsync(_file, settings, TestContext.Current.CancellationToken);

        var answer = await bench.RunAsync($"plan --what-if {_file}");

        Assert.Equal(2, answer.Code);
        Assert.Contains(sentence, answer.Error, StringComparison.Ordinal);
    }

    private async Task<string> WithAsync(CommandLineBench bench, string settings, string options, int code)
    {
        await File.WriteAllTextAsync(_file, settings, TestContext.Current.CancellationToken);
        return await bench.RunAsync($"plan --what-if {_file} {options}".TrimEnd(), code);
    }
}

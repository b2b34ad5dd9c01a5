using System.Text.Json.Nodes;
using RoleSync.EndToEnd.Tests.Commands;

namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary>The command line beside a service of a slightly other version.</summary>
public sealed class OtherVersionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_field_that_is_missing_or_new_is_borne_or_told_and_never_a_crash()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 40, wrong: 0.2);
        var member = bench.Guild.WrongMembers()[0];
        await bench.RunAsync("complete", 0);
        using var http = bench.Service.Connect();
        await using var other = await ScriptedService.StartAsync();
        foreach (var (command, path) in new[] { ("status", "/sync-status"), ("runs", "/runs"), ("limits", "/limits"), ($"why {member}", $"/members/{member}/why") })
        {
            var answer = await http.GetStringAsync(path, Ct);
            Assert.Equal(0, await CodeAsync(command, path, JsonNode.Parse(answer)!, root => Objects(root).ForEach(item => item["fieldOfTomorrow"] = 1)));

            var borne = 0;
            foreach (var (number, name) in Objects(JsonNode.Parse(answer)!).SelectMany((item, number) => item.Select(field => (number, field.Key))).ToList())
            {
                var code = await CodeAsync(command, path, JsonNode.Parse(answer)!, root => Objects(root)[number].Remove(name));
                Assert.True(code is 0 or 5, $"{command} without {name} ended with {code}.");
                borne += code is 0 ? 1 : 0;
            }

            Assert.True(borne > 0, $"{command} needs every field.");
        }

        async Task<int> CodeAsync(string command, string path, JsonNode root, Action<JsonNode> change)
        {
            change(root);
            other.Answers($"GET {path}", 200, root.ToJsonString());
            return (await CommandLine.RunAsync(other, command)).Code;
        }
    }

    /// <summary>Every object of an answer, the outermost first, of a list the first one.</summary>
    private static List<JsonObject> Objects(JsonNode node) => node switch
    {
        JsonObject item => [item, .. item.Where(field => field.Value is not null).SelectMany(field => Objects(field.Value!))],
        JsonArray { Count: > 0 } list when list[0] is { } first => Objects(first),
        _ => [],
    };
}

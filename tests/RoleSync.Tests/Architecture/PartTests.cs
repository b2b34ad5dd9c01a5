using System.Text.RegularExpressions;

namespace RoleSync.Tests.Architecture;

public sealed partial class PartTests
{
    /// <summary>The folders of the service, each with the folders that it may know.</summary>
    private static readonly Dictionary<string, string[]> _mayKnow = new()
    {
        ["Discord"] = ["Telemetry", "Transport"],
        ["Ethos"] = ["Telemetry", "Transport"],
        ["Storage"] = [],
        ["Telemetry"] = [],
        ["Transport"] = [],
        ["Digests"] = ["Discord", "Storage", "Configuration", "Telemetry", "Transport"],
        ["Running"] = ["Digests", "Discord", "Ethos", "Storage", "Configuration", "Telemetry"],
        ["Api"] = ["Running", "Storage", "Configuration", "Telemetry", "Transport"],
        ["Commands"] = ["Discord", "Running", "Storage", "Configuration", "Telemetry", "Transport"],

        // The options alone, see below.
        ["Configuration"] = ["Discord", "Ethos", "Storage", "Running", "Digests", "Api", "Commands"],
    };

    /// <summary>What Configuration may name of the parts that it fills.</summary>
    private static readonly string[] _settable =
    [
        "DiscordOptions", "EthosOptions", "StorageOptions", "SyncOptions", "ApiOptions", "CommandOptions", "DoctorOptions", "DigestOptions", "Pacing", "WriteLanes", "Drift",
    ];

    private static readonly string[] _projects = ["RoleSync", "RoleSync.Core", "RoleSync.Cli", "RoleSync.Sandbox"];

    private static IReadOnlyList<House.Source> Service => House.Sources("src/RoleSync");

    [Fact]
    public void Every_folder_of_the_service_has_a_rule_here() =>
        Assert.Empty(Service.Select(source => source.Part).Where(part => part.Length > 0).Distinct().Except(_mayKnow.Keys));

    [Fact]
    public void A_folder_knows_only_the_folders_that_it_may_know() => Assert.Empty(
        from source in Service
        where source.Part.Length > 0
        from part in PartsNamedIn(source)
        where part != source.Part && !_mayKnow[source.Part].Contains(part)
        select $"{source.Path} knows {part}");

    [Fact]
    public void Configuration_knows_the_options_of_a_part_and_nothing_else_of_it()
    {
        // Types are told by their files: one idea, one file.
        var others = Service
            .Where(source => source.Part is not ("" or "Configuration"))
            .Select(source => Path.GetFileNameWithoutExtension(source.Path).Split('.')[0])
            .Except(_settable)
            .ToHashSet();

        Assert.Empty(
            from source in Service
            where source.Part == "Configuration"
            from word in Words().Matches(Code(source.Text)).Select(match => match.Value).Distinct()
            where others.Contains(word)
            select $"{source.Path} knows {word}");
    }

    [Fact]
    public void No_two_folders_of_the_service_know_each_other() => Assert.Empty(Circles(
        from source in Service
        where source.Part.Length > 0 && source.Part != "Configuration"
        from part in PartsNamedIn(source)
        where part != source.Part && part != "Configuration"
        select (source.Part, part)));

    [Fact]
    public void No_two_folders_of_the_core_know_each_other() => Assert.Empty(Circles(
        from source in House.Sources("src/RoleSync.Core")
        from used in source.Uses
        where used.StartsWith("RoleSync.Core.", StringComparison.Ordinal)
        let part = used.Split('.')[2]
        where part != source.Part
        select (source.Part, part)));

    [Fact]
    public void A_namespace_says_where_its_file_is() => Assert.Empty(
        from project in _projects
        from source in House.Sources($"src/{project}")
        let declared = Namespaces().Match(source.Text)
        let expected = Path.GetDirectoryName(source.Path)!["src/".Length..].Replace('/', '.')
        where declared.Success && declared.Groups[1].Value != expected
        select $"{source.Path} declares {declared.Groups[1].Value}");

    [Fact]
    public void The_sandbox_names_nothing_of_ours() => Assert.Empty(
        from source in House.Sources("src/RoleSync.Sandbox")
        from Match named in Ours().Matches(source.Text)
        where !named.Value.StartsWith("RoleSync.Sandbox", StringComparison.Ordinal)
        select $"{source.Path} names {named.Value}");

    private static IEnumerable<string> PartsNamedIn(House.Source source) =>
        Ours().Matches(Code(source.Text)).Select(match => match.Groups[1].Value).Where(_mayKnow.ContainsKey).Distinct();

    private static IEnumerable<string> Circles(IEnumerable<(string From, string To)> edges)
    {
        var known = edges.Distinct().ToLookup(edge => edge.From, edge => edge.To);
        return known.Select(edges => edges.Key).Where(start => Reachable(start).Contains(start)).Select(part => $"{part} knows itself through others");

        HashSet<string> Reachable(string start)
        {
            var seen = new HashSet<string>();
            var ahead = new Stack<string>(known[start]);
            while (ahead.TryPop(out var next))
            {
                if (seen.Add(next))
                {
                    known[next].ToList().ForEach(ahead.Push);
                }
            }

            return seen;
        }
    }

    private static string Code(string text) => CommentsAndStrings().Replace(text, "");

    // A key such as "Storage:Database" names no type.
    [GeneratedRegex(@"//.*$|""[^""]*""", RegexOptions.Multiline)]
    private static partial Regex CommentsAndStrings();

    [GeneratedRegex(@"\bRoleSync\.(\w+)")]
    private static partial Regex Ours();

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Namespaces();

    // A type, not a property of something.
    [GeneratedRegex(@"(?<![.\w])[A-Z]\w+")]
    private static partial Regex Words();
}

using System.Text.RegularExpressions;

namespace RoleSync.Tests.Architecture;

/// <summary>Folders are namespaces. They know each other one way down, parents and children included, and nobody is exempt.</summary>
public sealed partial class FolderTests
{
    private const int MostFiles = 20;

    /// <summary>The folders of the service from the top down: one knows only folders on lines below its own, and those beside it that come later.</summary>
    private static readonly string[][] _levels =
    [
        ["RoleSync"],
        ["Configuration"],
        ["Api", "Api.Health", "Api.Requests"],
        ["Api.Views"],
        ["Interactions.Commands"],
        ["Scheduling", "Members"],
        ["Planning", "Applying", "Provisioning", "Diagnosis", "Interactions"],
        ["Applying.Rechecks", "Applying.Writers"],
        ["Notifying", "HandEdits", "Policies"],
        ["Storage", "Storage.History", "Storage.Runs", "Storage.Passes", "Storage.Databases", "Storage.Tables"],
        ["Reading"],
        ["Work"],
        ["Discord", "Ethos"],
        ["Discord.Http", "Ethos.Profiles", "Ethos.Standings"],
        ["Discord.RateLimits", "Ethos.Http"],
        ["Discord.RateLimits.Windows", "Discord.Options", "Ethos.Users"],
        ["Discord.RateLimits.Blocks", "Discord.Messages"],
        ["Discord.Wire"],
        ["Transport", "Telemetry"],
    ];

    private static readonly string[] _projects = ["RoleSync", "RoleSync.Core", "RoleSync.Cli", "RoleSync.Sandbox"];

    /// <summary>Who knows whom: by using directives, and in what lies around a file without any.</summary>
    private static readonly Lazy<IReadOnlyList<(House.Source From, string To)>> _edges = new(FindEdges);

    private static IReadOnlyList<House.Source> Product => [.. House.Sources("src").Where(source => !source.Path.StartsWith("src/RoleSync.Sandbox/", StringComparison.Ordinal))];

    [Fact]
    public void No_two_folders_know_each_other()
    {
        var known = _edges.Value.ToLookup(edge => edge.From.Namespace, edge => edge.To);

        Assert.NotEmpty(known["RoleSync.Scheduling"]);
        Assert.Empty(
            from folder in known.Select(edges => edges.Key)
            where Reachable(folder, known).Contains(folder)
            select $"{folder} knows itself through others: {string.Join(", ", Reachable(folder, known).Where(other => Reachable(other, known).Contains(folder)))}");
    }

    [Fact]
    public void A_folder_of_the_service_knows_only_what_lies_below_it()
    {
        var order = _levels.SelectMany(level => level).Select((folder, place) => (folder, place)).ToDictionary(row => row.folder, row => row.place);

        Assert.Empty(
            from edge in _edges.Value
            where edge.From.Path.StartsWith("src/RoleSync/", StringComparison.Ordinal) && House.Folder(edge.To) is not null
            let upper = House.Folder(edge.From.Namespace) ?? edge.From.Namespace
            let lower = House.Folder(edge.To)!
            where order[upper] >= order[lower]
            select $"{edge.From.Path} knows {edge.To}");
    }

    [Fact]
    public void Every_folder_of_the_service_has_its_level_here() => Assert.Empty(House.Sources("src/RoleSync")
        .Select(source => House.Folder(source.Namespace) ?? "RoleSync").Distinct().Except(_levels.SelectMany(level => level)));

    [Fact]
    public void Nobody_but_the_whole_service_knows_its_configuration() => Assert.Empty(
        from edge in _edges.Value
        where edge.To == "RoleSync.Configuration" && edge.From.Path.StartsWith("src/RoleSync/", StringComparison.Ordinal) && edge.From.Namespace != "RoleSync"
        select edge.From.Path);

    [Fact]
    public void The_configuration_is_read_in_one_folder() => Assert.Empty(
        from source in House.Sources("src/RoleSync")
        where !source.Path.StartsWith("src/RoleSync/Configuration/", StringComparison.Ordinal) && source.Path != "src/RoleSync/RoleSyncServices.cs"
        where source.Text.Contains("IConfiguration", StringComparison.Ordinal)
        select source.Path);

    [Fact]
    public void No_folder_holds_more_than_one_can_look_through() => Assert.Empty(
        from source in House.Sources("src")
        group source by Path.GetDirectoryName(source.Path) into folder
        where folder.Count() > MostFiles
        select $"{folder.Key} holds {folder.Count()} files");

    [Fact]
    public void A_namespace_says_where_its_file_is() => Assert.Empty(
        from project in _projects
        from source in House.Sources($"src/{project}")
        let expected = Path.GetDirectoryName(source.Path)!["src/".Length..].Replace('/', '.')
        where source.Namespace.Length > 0 && source.Namespace != expected
        select $"{source.Path} declares {source.Namespace}");

    [Fact]
    public void The_sandbox_names_nothing_of_ours() => Assert.Empty(
        from source in House.Sources("src/RoleSync.Sandbox")
        from Match named in Ours().Matches(source.Text)
        where !named.Value.StartsWith("RoleSync.Sandbox", StringComparison.Ordinal)
        select $"{source.Path} names {named.Value}");

    private static List<(House.Source From, string To)> FindEdges()
    {
        var sources = Product;
        var folders = sources.Select(source => source.Namespace).Where(name => name.Length > 0).ToHashSet();
        var declared = (from source in sources from type in source.Types select (source.Namespace, type)).ToLookup(row => row.type, row => row.Namespace);
        return
        [
            .. from source in sources
               where source.Namespace.Length > 0
               from name in source.Uses.Concat(Around(source, declared)).Distinct()
               where folders.Contains(name) && name != source.Namespace
               select (source, name),
        ];
    }

    /// <summary>The folders around a file whose types it names: those need no using directive.</summary>
    private static IEnumerable<string> Around(House.Source source, ILookup<string, string> declared) =>
        from word in Words().Matches(source.Code).Select(match => match.Value).Distinct()
        from name in declared[word]
        where source.Namespace.StartsWith($"{name}.", StringComparison.Ordinal)
        select name;

    private static HashSet<string> Reachable(string start, ILookup<string, string> known)
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

    [GeneratedRegex(@"\bRoleSync\.(\w+)")]
    private static partial Regex Ours();

    // A type, not a property of something.
    [GeneratedRegex(@"(?<![.\w])[A-Z]\w+")]
    private static partial Regex Words();
}

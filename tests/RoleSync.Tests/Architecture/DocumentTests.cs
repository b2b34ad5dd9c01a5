using System.Text.RegularExpressions;

namespace RoleSync.Tests.Architecture;

/// <summary>What the documents say of the sources is true of the sources.</summary>
public sealed partial class DocumentTests
{
    /// <summary>The page of the architecture and the decisions.</summary>
    public static TheoryData<string> Documents =>
    [
        "docs/architecture.md",
        .. Directory.EnumerateFiles(Path.Combine(House.Root, "docs/adr"), "*.md").Select(file => $"docs/adr/{Path.GetFileName(file)}"),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_type_file_and_folder_that_a_document_names_exists(string document)
    {
        var sources = House.Sources("src").Concat(House.Sources("tests")).ToList();
        var projects = Directory.EnumerateDirectories(Path.Combine(House.Root, "src")).Select(folder => Path.GetFileName(folder));
        var known = sources.SelectMany(source => source.Types).Concat(sources.SelectMany(Places)).Concat(projects).ToHashSet(StringComparer.Ordinal);

        Assert.Contains("Discord/RateLimits/RateLimiter", known);
        Assert.Empty(Names().Matches(File.ReadAllText(Path.Combine(House.Root, document))).Select(name => name.Groups[1].Value).Distinct().Except(known));
    }

    /// <summary>How the file and the folders around it may be called: by the end of the path, as long as one likes, without the ending of the file.</summary>
    private static IEnumerable<string> Places(House.Source source)
    {
        var path = source.Path[..^".cs".Length].Split('/');
        return from end in Enumerable.Range(1, path.Length)
               from start in Enumerable.Range(0, end)
               select string.Join('/', path[start..end]);
    }

    // `Folder/Type` and `Type`, but neither `NAMES_OF_SETTINGS`, `GET /routes`, nor `PUT`.
    [GeneratedRegex("`((?=[^`]*[a-z])[A-Z][A-Za-z0-9]*(?:[./][A-Z][A-Za-z0-9]*)*)`")]
    private static partial Regex Names();
}

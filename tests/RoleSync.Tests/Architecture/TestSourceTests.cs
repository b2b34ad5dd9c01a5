namespace RoleSync.Tests.Architecture;

/// <summary>Tests are found as easily as what they test: in folders of the same names, in files that one can read.</summary>
public sealed class TestSourceTests
{
    private const int MostFiles = 20;
    private const int LongestFile = 300;

    /// <summary>Folders of tests that have no counterpart: of what is no part of the service, and of what several folders work with.</summary>
    private static readonly string[] _folders =
    [
        "RoleSync.Tests", "RoleSync.Tests/Architecture", "RoleSync.Tests/Hosting", "RoleSync.Tests/Sandbox", "RoleSync.Tests/Sandbox/Contracts", "RoleSync.Core.Tests",
    ];

    private static readonly IReadOnlyList<House.Source> _sources = [.. House.Sources("tests"), .. House.Sources("bench")];

    [Theory]
    [InlineData("RoleSync.Tests", "src/RoleSync")]
    [InlineData("RoleSync.Core.Tests", "src/RoleSync.Core")]
    public void A_folder_of_tests_is_called_as_the_folder_that_it_tests(string tests, string tested) => Assert.Empty(
        from source in House.Sources($"tests/{tests}")
        let folder = Path.GetDirectoryName(source.Path)!["tests/".Length..]
        where !_folders.Contains(folder) && !Directory.Exists(Path.Combine(House.Root, $"{tested}{folder[tests.Length..]}"))
        select $"{source.Path} tests no folder of {tested}");

    [Fact]
    public void No_folder_holds_more_than_one_can_look_through() => Assert.Empty(
        from source in _sources
        group source by Path.GetDirectoryName(source.Path) into folder
        where folder.Count() > MostFiles
        select $"{folder.Key} holds {folder.Count()} files");

    [Fact]
    public void No_file_is_too_long_to_be_read() => Assert.Empty(
        from source in _sources
        let lines = source.Text.Count(character => character == '\n')
        where lines >= LongestFile
        select $"{source.Path} has {lines} lines");

    [Fact]
    public void A_namespace_says_where_its_file_is() => Assert.Empty(
        from source in _sources
        let folder = Path.GetDirectoryName(source.Path)!
        let expected = folder[(folder.IndexOf('/', StringComparison.Ordinal) + 1)..].Replace('/', '.')
        where source.Namespace.Length > 0 && source.Namespace != expected
        select $"{source.Path} declares {source.Namespace}");

    [Fact]
    public void No_name_is_given_to_two_types() => Assert.Empty(
        from source in _sources
        from type in source.Types
        group source.Namespace by type into places
        where places.Distinct().Count() > 1
        select $"{places.Key}: {string.Join(", ", places.Distinct())}");
}

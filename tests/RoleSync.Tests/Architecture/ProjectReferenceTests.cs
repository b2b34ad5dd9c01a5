using System.Xml.Linq;

namespace RoleSync.Tests.Architecture;

public sealed class ProjectReferenceTests
{
    public static TheoryData<string, string[]> Projects => new()
    {
        { "src/RoleSync.Core", [] },
        { "src/RoleSync", ["RoleSync.Core"] },
        { "src/RoleSync.Sandbox", [] },
        { "src/RoleSync.Migrations", ["RoleSync"] },
        { "src/RoleSync.Description", ["RoleSync"] },
        { "src/RoleSync.Cli", ["RoleSync", "RoleSync.Description", "RoleSync.Migrations", "RoleSync.Sandbox"] },
        { "tests/RoleSync.Testing", ["RoleSync", "RoleSync.Core", "RoleSync.Migrations", "RoleSync.Sandbox"] },
        { "tests/RoleSync.Core.Tests", ["RoleSync.Core"] },
        { "tests/RoleSync.Tests", ["RoleSync", "RoleSync.Core", "RoleSync.Migrations", "RoleSync.Sandbox", "RoleSync.Testing"] },
        { "tests/RoleSync.EndToEnd.Tests", ["RoleSync", "RoleSync.Cli", "RoleSync.Core", "RoleSync.Sandbox", "RoleSync.Testing"] },
        { "tests/RoleSync.Simulation", ["RoleSync", "RoleSync.Core", "RoleSync.Migrations", "RoleSync.Sandbox"] },
        { "bench/RoleSync.Benchmarks", ["RoleSync.Cli", "RoleSync.Sandbox", "RoleSync.Testing"] },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_the_house_allows_and_nothing_else(string project, string[] allowed) =>
        Assert.Equal(allowed.Order(), References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).Order());

    [Theory]
    [InlineData("src/RoleSync.Core", new string[0])]
    [InlineData("src/RoleSync.Sandbox", new[] { "NSec.Cryptography" })]
    [InlineData("tests/RoleSync.Testing", new string[0])]
    public void Core_needs_no_package_the_sandbox_one_to_sign_with_and_what_tests_share_no_test_framework(string project, string[] packages) =>
        Assert.Equal(packages, References(project, "PackageReference"));

    [Fact]
    public void Every_project_has_a_rule_here() => Assert.Equal(
        Projects.Select(row => row.Data.Item1).Order(),
        XDocument.Load(Path.Combine(House.Root, "RoleSync.slnx")).Descendants("Project")
            .Select(project => Path.GetDirectoryName(project.Attribute("Path")!.Value)!.Replace('\\', '/')).Order());

    [Fact]
    public void No_project_compiles_a_file_of_another() => Assert.Empty(
        from row in Projects
        from include in References(row.Data.Item1, "Compile")
        select $"{row.Data.Item1} compiles {include}: what several projects of tests need has its place in tests/RoleSync.Testing");

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Directory.EnumerateFiles(Path.Combine(House.Root, project), "*.csproj").Single()).Descendants(kind)
            .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'));
}

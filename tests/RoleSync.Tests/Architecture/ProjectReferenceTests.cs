using System.Xml.Linq;

namespace RoleSync.Tests.Architecture;

public sealed class ProjectReferenceTests
{
    public static TheoryData<string, string[]> Projects => new()
    {
        { "RoleSync.Core", [] },
        { "RoleSync", ["RoleSync.Core"] },
        { "RoleSync.Sandbox", [] },
        { "RoleSync.Migrations", ["RoleSync"] },
        { "RoleSync.Cli", ["RoleSync", "RoleSync.Migrations", "RoleSync.Sandbox"] },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_the_house_allows_and_nothing_else(string project, string[] allowed) =>
        Assert.Equal(allowed.Order(), References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).Order());

    [Theory]
    [InlineData("RoleSync.Core", new string[0])]
    [InlineData("RoleSync.Sandbox", new[] { "NSec.Cryptography" })]
    public void Core_needs_no_package_and_the_sandbox_one_to_sign_with(string project, string[] packages) =>
        Assert.Equal(packages, References(project, "PackageReference"));

    [Fact]
    public void Every_project_below_src_has_a_rule_here() => Assert.Equal(
        Projects.Select(row => row.Data.Item1).Order(),
        Directory.EnumerateDirectories(Path.Combine(House.Root, "src")).Select(folder => Path.GetFileName(folder)).Order());

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Path.Combine(House.Root, "src", project, $"{project}.csproj")).Descendants(kind)
            .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'));
}

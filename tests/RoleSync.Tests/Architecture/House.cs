using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace RoleSync.Tests.Architecture;

/// <summary>The sources of the project, as text.</summary>
internal static partial class House
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>One source file.</summary>
    /// <param name="Path">Relative to the root, with slashes.</param>
    /// <param name="Text">What it says.</param>
    internal sealed record Source(string Path, string Text)
    {
        /// <summary>The namespace that it declares; empty where it declares none.</summary>
        public string Namespace { get; } = Namespaces().Match(Text).Groups[1].Value;

        /// <summary>What it says without comments and texts.</summary>
        public string Code { get; } = CommentsAndStrings().Replace(Text, "");

        /// <summary>The namespaces that using directives bring in, of a static or an alias those of its type.</summary>
        public IEnumerable<string> Uses => Usings().Matches(Text)
            .Select(match => match.Groups[1].Success ? match.Groups[2].Value[..match.Groups[2].Value.LastIndexOf('.')] : match.Groups[2].Value);

        /// <summary>The types that it declares outside of any other.</summary>
        public IEnumerable<string> Types => TopTypes().Matches(Code).Select(match => match.Groups[1].Value);
    }

    /// <summary>Every source below a folder, but for what tools wrote.</summary>
    public static IReadOnlyList<Source> Sources(string folder) =>
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
           let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
           where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
               && !path.Contains("/RoleSync.Migrations/", StringComparison.Ordinal)
           select new Source(path, File.ReadAllText(file)),
    ];

    /// <summary>The folder of the service that a namespace stands for, <c>Discord.Http</c> for RoleSync.Discord.Http; null for another project's or the root's.</summary>
    public static string? Folder(string name) => name.Split('.', 2) is ["RoleSync", var rest]
        && !rest.StartsWith("Core", StringComparison.Ordinal) && !rest.StartsWith("Cli", StringComparison.Ordinal) ? rest : null;

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RoleSync.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("These tests read the sources, which are not where they were built from.");
    }

    [GeneratedRegex(@"^(?:global\s+)?using\s+(static\s+|\w+\s*=\s*)?([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Usings();

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Namespaces();

    // A key such as "Storage:Database" names no type.
    [GeneratedRegex(@"//.*$|""[^""\n]*""", RegexOptions.Multiline)]
    private static partial Regex CommentsAndStrings();

    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|ref)\s+)+(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?)\s+([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex TopTypes();
}

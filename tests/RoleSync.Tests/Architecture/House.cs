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
        /// <summary>The namespaces that a using directive or a qualified name of ours brings in.</summary>
        public IEnumerable<string> Uses => Usings().Matches(Text).Select(match => match.Groups[1].Value);

        /// <summary>The folder below the project, <c>Discord</c> in src/RoleSync/Discord/RateLimits/X.cs; empty in the project's root.</summary>
        public string Part => Path.Split('/') is [_, _, var part, _, ..] ? part : "";
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

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RoleSync.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("These tests read the sources, which are not where they were built from.");
    }

    [GeneratedRegex(@"^(?:global\s+)?using\s+(?:static\s+|\w+\s*=\s*)?([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Usings();
}

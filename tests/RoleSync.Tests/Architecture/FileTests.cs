using System.Text.RegularExpressions;

namespace RoleSync.Tests.Architecture;

/// <summary>Files know each other one way only: what needs each other both ways belongs in one file, or is cut in the wrong place.</summary>
public sealed partial class FileTests
{
    [Fact]
    public void No_two_files_know_each_other()
    {
        var files = House.Sources("src").Where(source => !source.Path.StartsWith("src/RoleSync.Sandbox/", StringComparison.Ordinal)).ToList();
        var known = Known(files);

        Assert.Contains("src/RoleSync.Core/Planning/Change.cs", known["src/RoleSync.Core/Planning/Planner.cs"]);
        Assert.Empty(
            from file in known.Keys
            from other in known[file]
            where string.CompareOrdinal(file, other) < 0 && known[other].Contains(file)
            select $"{file} and {other} know each other");
    }

    [Theory]
    [InlineData("class Two { private One _one; }")]
    [InlineData("class Two { public One One { get; } }")]
    [InlineData("class Two { public List<One?> All => []; }")]
    [InlineData("class Two { public object Make() => new One(); }")]
    [InlineData("class Two { public int Of() => One.Count; }")]
    [InlineData("class Two { public bool Of(object it) => it is One; }")]
    [InlineData("class Two : One;")]
    [InlineData("record Two(One One);")]
    public void A_type_is_known_wherever_it_is_named(string two) => Assert.Contains("One.cs", Known([new("One.cs", "internal class One;"), new("Two.cs", $"internal {two}")])["Two.cs"]);

    [Theory]
    [InlineData("class Two { public int Of() => this.One; }")]
    [InlineData("class Two { public string? One { get; set; } public int Of() => One.Length; }")]
    [InlineData("class Two { public const int One = 1; public int Of() => Math.Max(One, 2); }")]
    [InlineData("class Two { public int One() => 1; public int Of() => One(); }")]
    [InlineData("class Two { public bool Of(Three it) => it is { One: 1 }; }")]
    [InlineData("class Two { public Three Of() => new Three { One = 1 }; }")]
    [InlineData("record Two(int One);")]
    [InlineData("enum Two { None, One }")]
    [InlineData("class Two { /* nothing */ } // as One")]
    public void A_member_with_the_name_of_a_type_is_no_type(string two) => Assert.Empty(Known([new("One.cs", "internal class One;"), new("Two.cs", $"internal {two}")])["Two.cs"]);

    /// <summary>The files whose types each file names.</summary>
    private static Dictionary<string, HashSet<string>> Known(IReadOnlyList<House.Source> files)
    {
        var declared = (from file in files from type in file.Types select (type, file.Path)).ToLookup(row => row.type, row => row.Path);
        return files.ToDictionary(
            file => file.Path,
            file => TypesNamed(file).Except(file.Types).SelectMany(type => declared[type]).Where(path => path != file.Path).ToHashSet());
    }

    private static IEnumerable<string> TypesNamed(House.Source file)
    {
        // Of a word that names a member of this file, too, only the places count where nothing but a type can stand.
        var members = Members().Matches(file.Code).Select(match => match.Groups["name"].Value).ToHashSet();
        return TypePlaces().Matches(file.Code).Select(match => match.Value)
            .Union(Words().Matches(file.Code).Select(match => match.Value).Where(word => !members.Contains(word)));
    }

    // `Type Name` with what comes after the name of a property, field, method, or parameter; and the members of an enumeration.
    [GeneratedRegex(
        @"(?<!\b(?:return|new|is|not|or|and|case|await|in|throw|else|out|ref|when|where|as|class|struct|interface|enum|record))(?<=[\w>\])?]\s+)(?<name>[A-Z]\w+)(?=\s*(?:\{\s*(?:get|set|init)\b|=>|=[^=]|[,);(]))"
        + @"|(?<=^\s*|[{,]\s*)(?<name>[A-Z]\w+)(?=\s*(?:,|=\s*[\d-]|\}))", RegexOptions.Multiline)]
    private static partial Regex Members();

    // `Type name`, `new Type`, `<Type>`, `typeof(Type)`, `is Type`.
    [GeneratedRegex(
        @"(?<![.\w])[A-Z]\w+(?=(?:<[^;{}()]*>)?(?:\[\])?\??(?:\[\])?\s+(?!(?:is|and|or|when|switch|with|as|in|not|where|get|set)\b)[A-Za-z_]|\??(?:\[\])?>)"
        + @"|(?<=\bnew\s+|<|\btypeof\(|\b(?:is|not|or|case)\s+)[A-Z]\w+")]
    private static partial Regex TypePlaces();

    // Not a member of something, not the name of an argument or of a property in a pattern, and nothing that is assigned to.
    [GeneratedRegex(@"(?<![.\w])[A-Z]\w+\b(?!\s*:(?!:)|\s*=[^=>])")]
    private static partial Regex Words();
}

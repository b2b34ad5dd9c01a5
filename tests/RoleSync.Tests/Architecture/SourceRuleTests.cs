using System.Text.RegularExpressions;

namespace RoleSync.Tests.Architecture;

public sealed partial class SourceRuleTests
{
    private const int LongestFile = 300;

    private static IReadOnlyList<House.Source> Sources => House.Sources("src");

    [Fact]
    public void No_file_is_named_for_nothing_in_particular() => Assert.Empty(
        from source in Sources
        where Empty().IsMatch(Path.GetFileName(source.Path))
        select source.Path);

    [Fact]
    public void No_file_is_too_long_to_be_read() => Assert.Empty(
        from source in Sources
        let lines = source.Text.Count(character => character == '\n')
        where lines >= LongestFile
        select $"{source.Path} has {lines} lines");

    [Fact]
    public void No_name_is_given_to_two_types() => Assert.Empty(
        from source in Sources
        where !source.Path.StartsWith("src/RoleSync.Sandbox/", StringComparison.Ordinal)
        from type in source.Types
        group source.Namespace by type into places
        where places.Distinct().Count() > 1
        select $"{places.Key}: {string.Join(", ", places.Distinct())}");

    [Fact]
    public void Planning_and_guarding_never_wait_and_never_read_the_clock()
    {
        House.Source[] planning = [.. House.Sources("src/RoleSync.Core/Planning"), .. House.Sources("src/RoleSync.Core/Guarding")];

        Assert.Contains(planning, source => source.Path.EndsWith("/Planner.cs", StringComparison.Ordinal));
        Assert.Empty(
            from source in planning
            where Waiting().IsMatch(source.Text)
            select source.Path);
    }

    [Fact]
    public void Nothing_is_left_to_be_done() => Assert.Empty(
        from source in Sources
        where Unfinished().IsMatch(source.Text)
        select source.Path);

    [Fact]
    public void The_phase_of_a_stored_run_is_changed_in_one_place() => Assert.Equal(
        ["src/RoleSync/Storage/Runs/PhaseChange.cs"],
        from source in Sources
        where SetPhase().IsMatch(source.Code)
        select source.Path);

    [Fact]
    public void An_outcome_is_a_type_and_no_tuple_in_which_something_may_be_null() => Assert.Empty(
        from source in Sources
        from Match tuple in TupleOfNullables().Matches(source.Code)
        select $"{source.Path} says {tuple.Value}");

    // Two elements or more, one of them nullable; the parameters of a method, a delegate or a record come right after its name.
    [GeneratedRegex(@"(?<![\w>])\((?=[^()]*,)[^()]*[\w>\]]\?(\s+[A-Z]\w*)?\s*[,)]")]
    private static partial Regex TupleOfNullables();

    [GeneratedRegex(@"SetProperty\(\s*(\w+) => \1\.Phase\b")]
    private static partial Regex SetPhase();

    [GeneratedRegex("Manager|Helper|Util")]
    private static partial Regex Empty();

    [GeneratedRegex(@"\b(await|Task|TimeProvider|DateTimeOffset\.\w*Now)\b")]
    private static partial Regex Waiting();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b")]
    private static partial Regex Unfinished();
}

namespace RoleSync.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Full">The whole table at its full size.</param>
/// <param name="Json">Where the figures go as JSON; null: nowhere.</param>
/// <param name="Names">The chosen scenarios; none: all that fit.</param>
internal sealed record Arguments(bool Full, string? Json, IReadOnlyList<string> Names)
{
    public const string Usage = "Usage: make bench BENCH_ARGS=\"[--full] [--json FILE] [SCENARIO...]\"";

    /// <summary>Reads the command line.</summary>
    /// <returns>What it asks for, or why it cannot be understood.</returns>
    public static (Arguments? Wish, string? Problem) Read(IReadOnlyList<string> words, IEnumerable<Scenario> scenarios)
    {
        var wish = new Arguments(false, null, []);
        for (var i = 0; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "--full":
                    wish = wish with { Full = true };
                    break;
                case "--json" when i + 1 < words.Count:
                    wish = wish with { Json = words[++i] };
                    break;
                case var name when scenarios.Any(scenario => scenario.Name == name):
                    wish = wish with { Names = [.. wish.Names, name] };
                    break;
                default:
                    return (null, $"\"{words[i]}\" is neither an option nor a scenario. {Usage}\nScenarios: {string.Join(", ", scenarios.Select(scenario => scenario.Name))}");
            }
        }

        return (wish, null);
    }

    /// <summary>Whether a scenario is asked for.</summary>
    public bool Wants(Scenario scenario) => Names.Count > 0 ? Names.Contains(scenario.Name) : Full || scenario.IsQuick;
}

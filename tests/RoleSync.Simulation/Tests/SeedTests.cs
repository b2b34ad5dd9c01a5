using RoleSync.Simulation.Playing;

namespace RoleSync.Simulation.Tests;

/// <summary>The simulation as a test: the same seeds each time.</summary>
public sealed class SeedTests
{
    [Fact]
    public void Three_hundred_histories_hold()
    {
        var lines = new List<string>();

        var code = Workers.Run(new SimulationRequest { From = 1, Count = 300, StopsAtFirst = false }, lines.Add);

        Assert.True(code == 0, $"Replay a failing seed with \"make simulate SEED=n\".{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");
        Assert.Equal(300, lines.Where(line => line.StartsWith("tried ", StringComparison.Ordinal)).Sum(line => int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(42)]
    public void The_same_seed_tells_the_same_story(ulong seed) => Assert.Equal(Fingerprint(seed), Fingerprint(seed));

    private static string Fingerprint(ulong seed)
    {
        var lines = new List<string>();
        Workers.Run(new SimulationRequest { Seed = seed, Shrinks = false }, lines.Add);
        return Assert.Single(lines, line => line.StartsWith($"seed {seed}:", StringComparison.Ordinal));
    }
}

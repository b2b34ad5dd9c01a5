using RoleSync.Simulation.Planting;
using RoleSync.Simulation.Playing;

namespace RoleSync.Simulation.Tests;

/// <summary>The simulation is tested itself: what is planted is found, by the rule that it breaks, in one of the first 300 histories.</summary>
public sealed class PlantedFaultTests(PlantedFaultTests.Played played) : IClassFixture<PlantedFaultTests.Played>
{
    /// <summary>Those of which a seed is known; the others can be looked for with <c>make simulate FROM=1 COUNT=300 FAULT=name</c>.</summary>
    public static TheoryData<string> Planted => [.. PlantedFaults.All.Where(fault => fault.Value.Seed is not null).Select(fault => fault.Key)];

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_fault_is_found_by_one_of_300_seeds(string fault)
    {
        Assert.InRange(PlantedFaults.All[fault].Seed!.Value, 1UL, 300UL);
        Assert.Contains(played.Lines, line => line.StartsWith($"planted {fault} is found by seed ", StringComparison.Ordinal));
    }

    /// <summary>All of them in one process, each by the seed that is known to find it: looking through 300 seeds for each would take minutes.</summary>
    public sealed class Played
    {
        private readonly List<string> _lines = [];

        public Played() => Workers.Run(new SimulationRequest { Fault = SimulationRequest.EveryFault, Jobs = 1, StopsAtFirst = false }, _lines.Add);

        /// <summary>What was said of each.</summary>
        public IReadOnlyList<string> Lines => _lines;
    }
}

using RoleSync.Simulation.Planting;
using RoleSync.Simulation.Playing;

namespace RoleSync.Simulation.Tests;

/// <summary>The simulation is tested itself: what is planted is found.</summary>
public sealed class PlantedFaultTests
{
    /// <summary>Those whose finding has been seen; the others can be tried with <c>make simulate FAULT=name</c>.</summary>
    public static TheoryData<string> Planted => ["a-stop-cuts-the-second-write", "an-old-look-is-believed", "a-list-of-roles-loses-the-others"];

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_fault_is_found_within_300_seeds(string fault)
    {
        Assert.Contains(fault, Faults.All.Keys);
        var lines = new List<string>();

        var code = Workers.Run(new Wish { From = 1, Count = 300, Fault = fault }, lines.Add);

        Assert.True(code == 1, string.Join(Environment.NewLine, lines));
        Assert.Contains(lines, line => line.Contains("FAILS", StringComparison.Ordinal));
    }
}

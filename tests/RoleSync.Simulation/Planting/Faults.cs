using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Simulation.Planting;

/// <summary>Faults that are planted to see whether the simulation finds them: each replaces something in the container of a process, never in the shipped code.</summary>
internal static class Faults
{
    /// <summary>Every one by its name.</summary>
    public static IReadOnlyDictionary<string, Action<IServiceCollection>> All { get; } = new Dictionary<string, Action<IServiceCollection>>();

    /// <summary>The fault of that name; none for null.</summary>
    public static Action<IServiceCollection>? Named(string? name) => name is null ? null : All[name];
}

using RoleSync.Benchmarks.Reporting;

namespace RoleSync.Benchmarks;

/// <summary>One line of the table of what the product must reach, or several that share a preparation.</summary>
/// <param name="Name">What it is chosen by.</param>
/// <param name="IsQuick">Whether it runs where nothing else is asked for.</param>
/// <param name="Measure">Measures; told whether the whole size is asked for or a quick look.</param>
internal sealed record Scenario(string Name, bool IsQuick, Func<bool, CancellationToken, IAsyncEnumerable<Measurement>> Measure);

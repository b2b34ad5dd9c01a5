using RoleSync.Benchmarks.Reporting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Scenarios;

/// <summary>What is required of every run.</summary>
internal static class Required
{
    /// <summary>No 429, and nobody left wrong.</summary>
    public static IReadOnlyList<Figure> Of(Costs costs, params IEnumerable<SandboxGuild> guilds) =>
    [
        new("answers 429", costs.TooMany, 0),
        new("members left wrong", guilds.Sum(guild => guild.WrongMembers().Count), 0),
    ];
}

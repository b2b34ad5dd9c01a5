using RoleSync.Benchmarks.Reporting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Scenarios;

/// <summary>What is required of every run.</summary>
internal static class Required
{
    private const double MostSpeed = 5;

    /// <summary>
    /// The most that a time may be of its bound, where the limits pass near Discord's own speed; null where they pass so much faster that the time
    /// tells as much of the processor, which does not: then it is only shown.
    /// </summary>
    public static double? Near(double speed, double most) => speed <= MostSpeed ? most : null;

    /// <summary>No 429, and nobody left wrong.</summary>
    public static IReadOnlyList<Figure> Of(Costs costs, params IEnumerable<SandboxGuild> guilds) =>
    [
        new("answers 429", costs.TooMany, 0),
        new("members left wrong", guilds.Sum(guild => guild.WrongMembers().Count), 0),
    ];
}

using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Scenarios;

/// <summary>The worlds that are measured in.</summary>
internal static class Worlds
{
    /// <summary>A round trip to Discord, at its own speed.</summary>
    public static readonly TimeSpan NetworkDelay = TimeSpan.FromMilliseconds(120);

    /// <summary>Some guilds, and behind them a small one to warm up with.</summary>
    public static SandboxOptions Of(double speed, params IEnumerable<GuildOptions> guilds) => new()
    {
        Seed = 20,
        Speed = speed,
        NetworkDelay = NetworkDelay / speed,
        Guilds = [.. guilds, new GuildOptions { Name = "Warm-up", Members = 200, WrongShare = 0.1 }],
    };

    /// <summary>A guild of twice as many members as are wrong.</summary>
    public static GuildOptions HalfWrong(int wrong, WrongKinds how) =>
        new() { Members = 2 * wrong, WrongShare = 0.5, Wrong = how, MergedShare = 0, TwinShare = 0 };

    /// <summary>The pages of the member list; a full one may be the last, which only the next one tells.</summary>
    public static int Pages(SandboxGuild guild) => (guild.MemberCount / 1000) + 1;
}

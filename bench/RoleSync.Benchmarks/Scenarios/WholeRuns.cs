using System.Runtime.CompilerServices;
using RoleSync.Benchmarks.Reporting;
using RoleSync.Benchmarks.Rigs;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Scenarios;

/// <summary>Whole runs: list, look up, plan, write.</summary>
internal static class WholeRuns
{
    // With the bot that is one short page: a guild of 1,001 needs a second list call and a third one of Ethos, whose own limit would then decide.
    private const int OnePage = 998;

    /// <summary>Before the first write of a run the guild and the bot in it are read: without that nobody knows which roles can be given.</summary>
    private const int LooksAtAGuild = 2;

    /// <summary>11,000 members, 5 % of them wrong.</summary>
    public static IAsyncEnumerable<Measurement> ElevenThousandAsync(bool full, CancellationToken ct) =>
        OneGuildAsync("11,000 members, 5 % wrong", full ? 5 : 40, new GuildOptions { Members = 10_998, WrongShare = 0.05 }, ct);

    /// <summary>100,000 members, 0.1 % of them wrong.</summary>
    public static IAsyncEnumerable<Measurement> HundredThousandAsync(bool full, CancellationToken ct) =>
        OneGuildAsync("100,000 members, 0.1 % wrong", full ? 2 : 10, new GuildOptions { Members = 100_000, WrongShare = 0.001 }, ct);

    /// <summary>50 guilds of 1,000 members, 5 % of them wrong, all at once under one token, at Discord's own speed.</summary>
    public static IAsyncEnumerable<Measurement> FiftyGuildsAsync(bool full, CancellationToken ct) => GuildsAsync(50, busyLoops: 0, ct);

    /// <summary>The same with a starved processor: three loops that do nothing take most of it. The time is only shown; no answer may be a 429.</summary>
    public static IAsyncEnumerable<Measurement> StarvedGuildsAsync(bool full, CancellationToken ct) => GuildsAsync(full ? 50 : 20, busyLoops: 3, ct);

    private static async IAsyncEnumerable<Measurement> GuildsAsync(int count, int busyLoops, [EnumeratorCancellation] CancellationToken ct)
    {
        var world = Worlds.Of(1, Enumerable.Range(1, count).Select(number => new GuildOptions { Name = $"Guild {number}", Members = OnePage, WrongShare = 0.05 }));
        await using var rig = await Rig.StartAsync(world, new Dictionary<string, string>(), ct);
        var guilds = rig.Sandbox.World.Guilds.SkipLast(1).ToList();
        var calls = guilds.Sum(guild => LooksAtAGuild + Worlds.Pages(guild) + Needed.Writes(guild).Count);
        var bound = Bound.Together(guilds.Select(guild => Needed.Bound(guild)).MaxBy(one => one.Time)!, calls);
        await rig.WarmUpAsync(rig.Sandbox.World.Guilds[^1], ct);
        await using var busy = BusyLoops.Start(busyLoops);
        var (took, runs) = await rig.SyncAsync(guilds, (3 * bound.Time) + TimeSpan.FromMinutes(2), ct);
        var costs = rig.Costs();
        var start = runs.Min(run => run.CreatedAt);
        var name = $"{count} guilds of 1,000 members, 5 % wrong{(busyLoops > 0 ? ", starved" : "")}";
        yield return new Measurement(name, 1, took, bound, busyLoops > 0 ? null : 1.20, costs,
        [
            .. Required.Of(costs, guilds),
            new("the first guild was planned after s", (runs.Min(run => run.PlannedAt!.Value) - start) / 1000.0),
            new("the last guild was planned after s", (runs.Max(run => run.PlannedAt!.Value) - start) / 1000.0),
            new("the first guild was done after s", (runs.Min(run => run.EndedAt!.Value) - start) / 1000.0),
        ]);
    }

    private static async IAsyncEnumerable<Measurement> OneGuildAsync(
        string name, double speed, GuildOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var rig = await Rig.StartAsync(Worlds.Of(speed, options), new Dictionary<string, string>(), ct);
        var guild = rig.Sandbox.World.TheGuild;
        var bound = Needed.Bound(guild);
        await rig.WarmUpAsync(rig.Sandbox.World.Guilds[^1], ct);
        var (took, runs) = await rig.SyncAsync([guild], (2 * bound.Time / speed) + TimeSpan.FromMinutes(1), ct);
        var costs = rig.Costs();
        yield return new Measurement(name, speed, took, bound, Required.Near(speed, 1.05), costs,
            [.. Required.Of(costs, guild), new("planned after s", (runs[0].PlannedAt!.Value - runs[0].CreatedAt) / 1000.0)]);
    }
}

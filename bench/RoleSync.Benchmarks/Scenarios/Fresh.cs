using System.Runtime.CompilerServices;
using RoleSync.Benchmarks.Reporting;
using RoleSync.Benchmarks.Rigs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Scenarios;

/// <summary>How soon a score that changes at Ethos is a role, and what the passes cost that find nothing.</summary>
internal static class Fresh
{
    private static readonly GuildOptions _elevenPages = new() { Members = 10_998, MergedShare = 0, TwinShare = 0 };
    private static readonly TimeSpan _betweenChanges = TimeSpan.FromSeconds(3);

    /// <summary>11,000 members at Discord's own speed, a pass a minute after the last one, 20 scores changing a minute.</summary>
    public static async IAsyncEnumerable<Measurement> ChangesAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        var world = new SandboxOptions { Seed = 31, NetworkDelay = Worlds.NetworkDelay, Guilds = [_elevenPages] };
        await using var rig = await Rig.StartAsync(world, new Dictionary<string, string> { ["SYNC_EVERY"] = "00:01:00" }, ct);
        await rig.UntilPassAsync(rig.Sandbox.World.TheGuild, 1, TimeSpan.FromMinutes(2), ct);
        rig.Forget();
        var changes = new MovedScores(rig.Sandbox.World.TheGuild, rig.Sandbox.World.Ethos, TimeProvider.System);
        rig.Sandbox.Journal.OnWrite = changes.Look;
        for (var change = 0; change < (full ? 200 : 20); change++)
        {
            changes.Make();
            await Task.Delay(_betweenChanges, TimeProvider.System, ct);
        }

        await changes.AllSeenAsync(TimeSpan.FromMinutes(3), ct);
        var costs = rig.Costs();
        yield return new Measurement($"11,000 members, {changes.Seconds.Count} scores changing, SYNC_EVERY=00:01:00", 1, null, null, null, costs,
        [
            new("from the change at Ethos to the role, s, median", changes.Share(0.50), 45),
            new("s, 99 of 100", changes.Share(0.99), 80),
            .. Required.Of(costs, rig.Sandbox.World.TheGuild),
        ]);
    }

    /// <summary>Passes over the same guild that find nothing to do, one after the other.</summary>
    public static async IAsyncEnumerable<Measurement> QuietPassesAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        const int Warm = 2;
        const int Pages = 11;
        const int EthosCalls = 22;
        const int Others = 3;
        var passes = full ? 100 : 5;

        // Limits pass faster so that a pass takes a second; its calls, its work and its rows are the same.
        var world = new SandboxOptions { Seed = 31, Speed = 20, Guilds = [_elevenPages] };
        await using var rig = await Rig.StartAsync(world, new Dictionary<string, string> { ["SYNC_EVERY"] = "00:00:10", ["ETHOS_FRESHNESS"] = "00:00:01" }, ct);
        var guild = rig.Sandbox.World.TheGuild;
        await rig.UntilPassAsync(guild, Warm, TimeSpan.FromMinutes(2), ct);
        rig.Forget();
        var (bytes, runs) = (rig.DatabaseBytes, await rig.CountRunsAsync(ct));
        await rig.UntilPassAsync(guild, Warm + passes, TimeSpan.FromSeconds(30 * passes), ct);
        var (costs, lists) = (rig.Costs(), rig.Sandbox.Journal.Count("GET", "/guilds/{guild}/members"));
        yield return new Measurement($"{passes} quiet passes over 11,000 members", world.Speed, null, null, null, costs,
        [
            new("answers 429", costs.TooMany, 0),
            new("pages listed, for each", (double)lists / passes, Pages),
            new("calls of Ethos, for each", (double)costs.EthosCalls / passes, EthosCalls),
            new("other calls, for each", (double)(costs.DiscordCalls - lists) / passes, Others),
            new("processor time, s for each", costs.CpuSeconds!.Value / passes, 0.5),
            new("rows of runs left behind", await rig.CountRunsAsync(ct) - runs, 0),
            new("growth of the database file, kB", (rig.DatabaseBytes - bytes) / 1000.0, 0),
            new("resident, MB", rig.Service.ResidentMegabytes),
        ]);
    }
}

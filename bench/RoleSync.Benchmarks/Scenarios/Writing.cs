using System.Runtime.CompilerServices;
using RoleSync.Benchmarks.Reporting;
using RoleSync.Benchmarks.Rigs;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Scenarios;

/// <summary>Writes in one guild, at the speed of its buckets.</summary>
internal static class Writing
{
    // A processor does not get faster with the limits: what is required is measured nearer to their own speed.
    private static double Speed(bool full) => full ? 2 : 10;

    /// <summary>Members with one wrong role, while both kinds of role routes count in fixed windows.</summary>
    public static IAsyncEnumerable<Measurement> InFixedWindowsAsync(bool full, CancellationToken ct) =>
        SingleRolesAsync(full, WindowModel.Fixed, ct);

    /// <summary>The same in sliding windows.</summary>
    public static IAsyncEnumerable<Measurement> InSlidingWindowsAsync(bool full, CancellationToken ct) =>
        SingleRolesAsync(full, WindowModel.Sliding, ct);

    /// <summary>Members whose tier is another one, with both ways to write.</summary>
    public static async IAsyncEnumerable<Measurement> InTwoLanesAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        var members = full ? 1000 : 300;
        var world = Worlds.Of(Speed(full), Worlds.HalfWrong(members, WrongKinds.TierSwitch));
        await using var rig = await Rig.StartAsync(world, new Dictionary<string, string> { ["SYNC_WRITES"] = "fast" }, ct);
        var guild = rig.Sandbox.World.TheGuild;
        var bound = Bound.Listing(Worlds.Pages(guild)) + Bound.TwoLanes(members);
        yield return await MeasureAsync(rig, $"{members:N0} tier switches, fast", bound, Required.Near(Speed(full), 1.05), ct);
    }

    private static async IAsyncEnumerable<Measurement> SingleRolesAsync(
        bool full, WindowModel model, [EnumeratorCancellation] CancellationToken ct)
    {
        var writes = full ? 1000 : 300;
        var world = Worlds.Of(Speed(full), Worlds.HalfWrong(writes, WrongKinds.SingleRole)) with { RoleWriteWindow = model };
        await using var rig = await Rig.StartAsync(world, new Dictionary<string, string>(), ct);
        var guild = rig.Sandbox.World.TheGuild;
        var name = $"{writes:N0} single-role writes, {(model is WindowModel.Fixed ? "fixed" : "sliding")} window";
        yield return await MeasureAsync(rig, name, Needed.Bound(guild, model), Required.Near(Speed(full), 1.02), ct);
    }

    private static async Task<Measurement> MeasureAsync(Rig rig, string name, Bound bound, double? required, CancellationToken ct)
    {
        var (guild, speed) = (rig.Sandbox.World.TheGuild, rig.Sandbox.Options.Speed);
        await rig.WarmUpAsync(rig.Sandbox.World.Guilds[^1], ct);
        var (took, _) = await rig.SyncAsync([guild], (2 * bound.Time / speed) + TimeSpan.FromMinutes(1), ct);
        var costs = rig.Costs();
        return new Measurement(name, speed, took, bound, required, costs, Required.Of(costs, guild));
    }
}

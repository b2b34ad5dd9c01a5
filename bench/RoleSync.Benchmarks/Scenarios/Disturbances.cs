using System.Runtime.CompilerServices;
using RoleSync.Benchmarks.Reporting;
using RoleSync.Benchmarks.Rigs;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Scenarios;

/// <summary>What no client can foresee. Required is that nothing hangs, and that there are no more 429s than are caused from outside.</summary>
internal static class Disturbances
{
    private const int Writes = 300;
    private const double Speed = 20;
    private const int InFlight = 4;

    /// <summary>The limit of role writes changes every 20 s; each change may surprise as many requests as are under way.</summary>
    public static async IAsyncEnumerable<Measurement> ChangingLimitsAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        var changes = 0;
        (int Limit, int Seconds, WindowModel Model)[] limits =
        [
            (5, 5, WindowModel.Fixed), (20, 20, WindowModel.Fixed), (3, 3, WindowModel.Sliding), (10, 10, WindowModel.Sliding), (10, 10, WindowModel.Fixed),
        ];
        await using var rig = await StartAsync(ct);
        var measured = await MeasureAsync(
            rig,
            TimeSpan.FromSeconds(20),
            () =>
            {
                var (limit, seconds, model) = limits[changes++ % limits.Length];
                rig.Sandbox.Limits.Set(LimitedRoute.MemberRoles, limit, TimeSpan.FromSeconds(seconds), model);
            },
            ct);
        yield return new Measurement($"{Writes} writes, limits change in mid-run", Speed, measured.Took, measured.Bound, null, measured.Costs,
        [
            new($"answers 429 after {changes} changes", measured.Costs.TooMany, changes * InFlight),
            new("members left wrong", rig.Sandbox.World.TheGuild.WrongMembers().Count, 0),
        ]);
    }

    /// <summary>Another program with the same token writes roles in the same guild, two every 7 s.</summary>
    public static async IAsyncEnumerable<Measurement> ForeignClientAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        var foreign = 0;
        await using var rig = await StartAsync(ct);
        var guild = rig.Sandbox.World.TheGuild;
        var measured = await MeasureAsync(
            rig, TimeSpan.FromSeconds(7), () => foreign += rig.Sandbox.Limits.UseElsewhere(LimitedRoute.MemberRoles, guild.Id, 2), ct);
        var bound = Bound.Listing(Worlds.Pages(guild)) + Bound.FixedWrites(Writes + foreign);
        yield return new Measurement($"{Writes} writes beside {foreign} of a foreign client", Speed, measured.Took, bound, null, measured.Costs,
        [
            new("answers 429, of which each foreign request may cause one", measured.Costs.TooMany, foreign),
            new("members left wrong", guild.WrongMembers().Count, 0),
        ]);
    }

    private static Task<Rig> StartAsync(CancellationToken ct) =>
        Rig.StartAsync(Worlds.Of(Speed, Worlds.HalfWrong(Writes, WrongKinds.SingleRole)), new Dictionary<string, string>(), ct);

    private static async Task<(TimeSpan Took, Bound Bound, Costs Costs)> MeasureAsync(Rig rig, TimeSpan period, Action disturb, CancellationToken ct)
    {
        var guild = rig.Sandbox.World.TheGuild;
        var bound = Needed.Bound(guild);
        await rig.WarmUpAsync(rig.Sandbox.World.Guilds[^1], ct);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var disturbing = DisturbAsync(period / Speed, disturb, ending.Token);
        var (took, _) = await rig.SyncAsync([guild], (4 * bound.Time / Speed) + TimeSpan.FromMinutes(1), ct);
        await ending.CancelAsync();
        await disturbing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (took, bound, rig.Costs());
    }

    private static async Task DisturbAsync(TimeSpan period, Action disturb, CancellationToken ct)
    {
        while (true)
        {
            await Task.Delay(period, TimeProvider.System, ct);
            disturb();
        }
    }
}

using System.Runtime.CompilerServices;
using RoleSync.Benchmarks.Reporting;
using RoleSync.Benchmarks.Rigs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Scenarios;

/// <summary>Guilds whose members overlap: nobody is asked for twice, and no guild's page is a call of its own.</summary>
internal static class Shared
{
    private const int IdsOfACall = 500;

    /// <summary>200,000 members, of whom not half are in scope.</summary>
    public static async IAsyncEnumerable<Measurement> SparseAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        var members = full ? 200_000 : 50_000;
        var world = new SandboxOptions { Seed = 32, Speed = 20, Guilds = [new GuildOptions { Members = members, VerifiedShare = 0.45, MergedShare = 0, TwinShare = 0 }] };
        await using var rig = await Rig.StartAsync(world, new Dictionary<string, string>(), ct);
        var (took, _) = await rig.SyncAsync([rig.Sandbox.World.TheGuild], TimeSpan.FromMinutes(5), ct);
        var costs = rig.Costs();
        var least = LeastCalls(rig.Sandbox.World.TheGuild.VerifiedMembers().Length);
        yield return new Measurement($"{members:N0} members, 45 % verified", world.Speed, took, null, null, costs,
        [
            new("answers 429", costs.TooMany, 0),
            new($"calls of Ethos, of at least {least}", costs.EthosCalls, Math.Floor(least * 190 / 180.0)),
        ]);
    }

    /// <summary>50 guilds of 1,000 members whose members overlap by half, all at once.</summary>
    public static async IAsyncEnumerable<Measurement> FiftyGuildsAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        const double Speed = 5;
        await using var rig = await Rig.StartAsync(Overlapping(50, 998, Speed), new Dictionary<string, string>(), ct, prepare: Lend);
        var guilds = rig.Sandbox.World.Guilds;
        var (took, _) = await rig.SyncAsync(guilds, TimeSpan.FromMinutes(5), ct);
        var costs = rig.Costs();
        var least = LeastCalls(DifferentIds(guilds));
        yield return new Measurement("50 guilds of 1,000, overlapping by half", Speed, took, null, null, costs,
        [
            .. Required.Of(costs, guilds),
            new($"calls of Ethos, of at least {least}", costs.EthosCalls, Math.Floor(least * 1.1)),
        ]);
    }

    /// <summary>1,000 guilds of 300 members, half of whom are in two guilds: the start, a quiet pass over all of them, the rest after it.</summary>
    public static async IAsyncEnumerable<Measurement> ThousandGuildsAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        const int Members = 299; // and the bot
        var (count, speed) = full ? (1000, 1.0) : (250, 4.0);
        var settings = new Dictionary<string, string> { ["SYNC_EVERY"] = "00:10:00", ["RoleSync__Doctor__AtStart"] = "true" };
        await using var rig = await Rig.StartAsync(Overlapping(count, Members, speed), settings, ct, prepare: Lend);
        var guilds = rig.Sandbox.World.Guilds;
        var passes = new List<LastPass>();
        foreach (var guild in guilds)
        {
            passes.Add(await rig.UntilPassAsync(guild, 1, TimeSpan.FromMinutes(15), ct));
        }

        var took = TimeSpan.FromMilliseconds(passes.Max(pass => pass.EndedAt) - passes.Min(pass => pass.EndedAt - pass.Duration));
        var costs = rig.Costs();
        var (least, lists) = (LeastCalls(DifferentIds(guilds)), rig.Sandbox.Journal.Count("GET", "/guilds/{guild}/members"));
        var bound = Bound.OfBoth(costs.DiscordCalls, least, rig.Sandbox.Options.EthosCallsPerMinute);
        var bytes = await rig.LengthOfAsync("/limits", ct);
        var before = rig.Service.ProcessorTime;
        var rest = TimeSpan.FromSeconds(full ? 60 : 20);
        await Task.Delay(rest, TimeProvider.System, ct);
        yield return new Measurement($"{count:N0} guilds of 300, half in two, a quiet pass", speed, took, bound, Required.Near(speed, 1.15), costs,
        [
            .. Required.Of(costs, guilds),
            new("ready within s", rig.Service.StartedWithin.TotalSeconds, 3),
            new("pages listed", lists, count),
            new($"calls of Ethos, of at least {least}", costs.EthosCalls),
            new("most memory ever, MB", costs.PeakMegabytes!.Value, 300),
            new("of a core between passes, %", 100 * (rig.Service.ProcessorTime - before) / rest, 2),
            new("answer of /limits, kB", bytes / 1000.0, 50),
        ]);
    }

    private static SandboxOptions Overlapping(int guilds, int members, double speed) => new()
    {
        Seed = 33,
        Speed = speed,
        NetworkDelay = Worlds.NetworkDelay / speed,

        // Three quarters of the members are the guild's own, see Lend: with those of the guild before, half of them are in two.
        Guilds = [.. Enumerable.Range(1, guilds).Select(number => new GuildOptions { Name = $"Guild {number}", Members = members - (members / 4), MergedShare = 0, TwinShare = 0 })],
    };

    /// <summary>A quarter of each guild's members join the next one, and hold there what they should.</summary>
    private static void Lend(SandboxServer sandbox)
    {
        var guilds = sandbox.World.Guilds;
        var own = guilds.Select(guild => guild.VerifiedMembers()).ToList();
        for (var number = 0; number < guilds.Count; number++)
        {
            var next = guilds[(number + 1) % guilds.Count];
            foreach (var member in own[number].Take(own[number].Length / 3))
            {
                next.AddMember(member, [next.VerifiedRoleId]);
                next.SetRoles(member, next.ExpectedRoles(member)!);
            }
        }
    }

    private static int DifferentIds(IEnumerable<SandboxGuild> guilds) => guilds.SelectMany(guild => guild.VerifiedMembers()).Distinct().Count();

    private static int LeastCalls(int ids) => (ids + IdsOfACall - 1) / IdsOfACall;
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using RoleSync.Benchmarks.Reporting;
using RoleSync.Benchmarks.Rigs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Scenarios;

/// <summary>What the service costs where nothing is to be changed.</summary>
internal static partial class Standing
{
    private const double MostIdleMegabytes = 160;
    private const double MostOfBound = 1.15;
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(10);
    private static readonly Dictionary<string, string> _asServed = new() { ["RoleSync__Doctor__AtStart"] = "true" };
    private static readonly GuildOptions _elevenPages = new() { Members = 10_998, MergedShare = 0, TwinShare = 0 };

    /// <summary>
    /// 11,000 verified members who are all right, at Discord's own speed and in both models of the limit on lists: the first run of
    /// a fresh process, and a second one.
    /// </summary>
    public static async IAsyncEnumerable<Measurement> NothingWrongAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var measured in NothingWrongAsync(WindowModel.Fixed, ct))
        {
            yield return measured;
        }

        await foreach (var measured in NothingWrongAsync(WindowModel.Sliding, ct))
        {
            yield return measured;
        }
    }

    private static async IAsyncEnumerable<Measurement> NothingWrongAsync(WindowModel model, [EnumeratorCancellation] CancellationToken ct)
    {
        var world = new SandboxOptions { Seed = 21, Guilds = [_elevenPages] };
        await using var rig = await Rig.StartAsync(world, new Dictionary<string, string>(), ct);
        rig.Sandbox.Limits.Set(LimitedRoute.ListMembers, 10, TimeSpan.FromSeconds(10), model);

        // Sliding, the limit leaves one second for eleven pages, less than a fresh process takes to compile what a first run needs.
        yield return await MeasureAsync("first run", model is WindowModel.Fixed ? MostOfBound : null, []);

        await Task.Delay(_settling + _settling / 10, TimeProvider.System, ct);
        var idle = new Figure("resident after the first run and 11 s of rest, MB", rig.Service.ResidentMegabytes);
        rig.Forget();
        yield return await MeasureAsync("second run", MostOfBound, [idle]);

        async Task<Measurement> MeasureAsync(string run, double? mostOfBound, IReadOnlyList<Figure> more)
        {
            var guild = rig.Sandbox.World.TheGuild;
            var (took, runs) = await rig.SyncAsync([guild], TimeSpan.FromMinutes(1), ct);
            var (costs, lists, pages) = (rig.Costs(), rig.Sandbox.Journal.Count("GET", "/guilds/{guild}/members"), Worlds.Pages(guild));
            var bound = model is WindowModel.Fixed ? Bound.FixedListing(pages) : Bound.Listing(pages);
            return new Measurement($"11,000 members, nothing wrong, {model.ToString().ToLowerInvariant()} list, {run}", 1, took, bound, mostOfBound, costs,
            [
                new("answers 429", costs.TooMany, 0),
                new("pages listed", lists, 11),
                new("calls of Ethos", costs.EthosCalls, 22),
                new("other calls", costs.DiscordCalls - lists, 10),
                new($"from the plan to the end, ms for each of {runs[0].Chunks} chunks", (double)(runs[0].EndedAt! - runs[0].PlannedAt!) / runs[0].Chunks, 10),
                .. more,
            ]);
        }
    }

    /// <summary>How soon the service is ready, and what it needs while it has nothing to do.</summary>
    public static async IAsyncEnumerable<Measurement> StartAndIdleAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        var starts = new List<double>();
        for (var start = 1; start < 3; start++)
        {
            await using var rig = await Rig.StartAsync(Worlds.Of(1), _asServed, ct);
            starts.Add(rig.Service.StartedWithin.TotalSeconds);
        }

        await using var last = await Rig.StartAsync(Worlds.Of(1), _asServed, ct);
        starts.Add(last.Service.StartedWithin.TotalSeconds);
        await Task.Delay(_settling, TimeProvider.System, ct);
        yield return new Measurement("start and rest", 1, null, null, null, last.Costs(),
        [
            new("ready within s, the slowest of 3 starts", starts.Max(), 2),
            new("ready within s, the fastest", starts.Min()),
            new("resident after 10 s, MB", last.Service.ResidentMegabytes, MostIdleMegabytes),
        ]);
    }

    /// <summary>Chunks of 50 members, each triggered by itself as the old helper script does it.</summary>
    public static async IAsyncEnumerable<Measurement> ChunksWithoutChangesAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        var world = new SandboxOptions { Seed = 21, Speed = 50, Guilds = [_elevenPages] };
        await using var rig = await Rig.StartAsync(world, new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = "false" }, ct);
        var (start, next, ended) = (TimeProvider.System.GetTimestamp(), 0, 0);
        do
        {
            var id = await rig.TriggerAsync(rig.Sandbox.World.TheGuild, next, dryRun: false, ct);
            var run = await rig.FindAsync(id, ct);
            while (run.IsRunning)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, ct);
                run = await rig.FindAsync(id, ct);
            }

            (next, ended) = (run.NextIndex, run.Phase is "completed" ? run.Chunks : 0);
        }
        while (ended == 0);

        var took = TimeProvider.System.GetElapsedTime(start);
        var chunks = ChunkEnds().Matches(rig.Service.Log)
            .Select(match => 1000 * double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Order().ToList();
        yield return new Measurement($"{ended} chunks without a change, one by one", 1, took, null, null, rig.Costs(),
        [
            new("ms for a chunk, from its begin to its end, mean", chunks.Average(), 10),
            new("ms, the slowest of a hundred", chunks[chunks.Count * 99 / 100]),
            new("ms from trigger to end, HTTP and scheduler included, mean", took.TotalMilliseconds / ended),
        ]);
    }

    /// <summary>A plan over 1,000,000 members; limits so wide that only the work itself takes time.</summary>
    public static async IAsyncEnumerable<Measurement> MillionAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        var world = new SandboxOptions
        {
            Seed = 22,
            Speed = 20,
            EthosCallsPerMinute = 5_000,
            Guilds = [new GuildOptions { Members = 1_000_000, WrongShare = 0.001 }],
        };
        await using var rig = await Rig.StartAsync(world, new Dictionary<string, string>(), ct);
        rig.Sandbox.Limits.Set(LimitedRoute.ListMembers, 500, TimeSpan.FromSeconds(10));
        var (took, _) = await rig.SyncAsync([rig.Sandbox.World.TheGuild], TimeSpan.FromMinutes(10), ct, dryRun: true);
        var costs = rig.Costs();
        yield return new Measurement("a plan over 1,000,000 members", 1, took, null, null, costs,
        [
            new("answers 429", costs.TooMany, 0),
            new("most memory ever, MB", costs.PeakMegabytes!.Value, 250),
            new("processor time, s", costs.CpuSeconds!.Value, 60),
        ]);
    }

    [GeneratedRegex(@"Chunk ends: .*, ([0-9.]+) s")]
    private static partial Regex ChunkEnds();
}

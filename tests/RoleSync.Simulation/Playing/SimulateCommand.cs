using System.Globalization;
using RoleSync.Simulation.Histories;
using RoleSync.Simulation.Kernel;
using RoleSync.Simulation.Planting;

namespace RoleSync.Simulation.Playing;

/// <summary>
/// What "make simulate" runs: <c>simulate SEED=n</c> replays one seed with its story, and shrinks it where it fails;
/// <c>simulate SECONDS=n</c> tries new seeds, <c>simulate FROM=n COUNT=n</c> those; with <c>DAYS=n</c> the quiet histories of these seeds, n days long.
/// With <c>FAULT=name</c> that fault is planted; <c>FAULT=all</c> plays of each planted fault the seed that is known to find it.
/// </summary>
internal static class SimulateCommand
{
    /// <summary>Runs what is wished.</summary>
    /// <returns>0 where every history holds, 1 at the first that does not, 2 where the request is none.</returns>
    public static int Run(string[] arguments)
    {
        if (SimulationRequest.Read(arguments) is not { } request)
        {
            Console.Error.WriteLine("Write simulate SEED=n, or SECONDS=n, or FROM=n COUNT=n; FAULT=name plants a fault.");
            return 2;
        }

        if (!SingleThread.IsHere)
        {
            return Workers.Run(request);
        }

        using var player = new Player();
        if (request.Fault == SimulationRequest.EveryFault)
        {
            return TryFaults(player);
        }

        return request.Seed is { } seed ? Replay.Run(player, seed, request) : Try(player, request);
    }

    /// <summary>Plays of every planted fault the seed that is known to find it.</summary>
    private static int TryFaults(Player player)
    {
        var isEachFound = true;
        foreach (var (name, fault) in PlantedFaults.All)
        {
            if (fault.Seed is not { } seed)
            {
                continue;
            }

            var outcome = player.Play(HistoryMaker.Make(seed), keepsStory: false, fault.Plant);
            var isFound = outcome.Findings.Any(finding => finding.Rule == fault.Rule);
            isEachFound &= isFound;
            Console.WriteLine($"planted {name} is {(isFound ? "found" : "NOT FOUND")} by seed {seed}: {string.Join(" | ", outcome.Findings.Select(finding => finding.Rule).Distinct())}");
        }

        return isEachFound ? 0 : 1;
    }

    private static int Try(Player player, SimulationRequest request)
    {
        var began = TimeProvider.System.GetTimestamp();
        var (tried, failed, days) = (0, 0, 0.0);
        for (var seed = request.From; Goes(); seed += request.Step)
        {
            var history = request.HistoryOf(seed);
            var outcome = player.Play(history, keepsStory: false, PlantedFaults.Named(request.Fault));
            tried++;
            days += outcome.Elapsed.TotalDays * history.Guilds.Count;
            if (outcome.Findings.Count > 0)
            {
                failed++;
                Console.WriteLine($"seed {seed} FAILS: {outcome.Findings[0]}");
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tried {tried} failed {failed} days {days:0.00} seconds {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0}"));
        return failed == 0 ? 0 : 1;

        bool Goes() => (request.Count is not { } count || tried < count) && (request.Seconds is not { } seconds || TimeProvider.System.GetElapsedTime(began).TotalSeconds < seconds)
            && (failed == 0 || !request.StopsAtFirst);
    }
}

using System.Globalization;
using RoleSync.Simulation.Histories;
using RoleSync.Simulation.Kernel;
using RoleSync.Simulation.Planting;

namespace RoleSync.Simulation.Playing;

/// <summary>
/// What "make simulate" runs: <c>simulate SEED=n</c> replays one seed with its story, and shrinks it where it fails;
/// <c>simulate SECONDS=n</c> tries new seeds, <c>simulate FROM=n COUNT=n</c> those. With <c>FAULT=name</c> that fault is planted.
/// </summary>
internal static class SimulateCommand
{
    /// <summary>Runs what is wished.</summary>
    /// <returns>0 where every history holds, 1 at the first that does not, 2 where the wish is none.</returns>
    public static int Run(string[] arguments)
    {
        if (Wish.Read(arguments) is not { } wish)
        {
            Console.Error.WriteLine("Write simulate SEED=n, or SECONDS=n, or FROM=n COUNT=n; FAULT=name plants a fault.");
            return 2;
        }

        if (!SingleThread.IsHere)
        {
            return Workers.Run(wish);
        }

        using var player = new Player();
        return wish.Seed is { } seed ? Replay.Run(player, seed, wish) : Try(player, wish);
    }

    private static int Try(Player player, Wish wish)
    {
        var began = TimeProvider.System.GetTimestamp();
        var (tried, failed, days) = (0, 0, 0.0);
        for (var seed = wish.From; Goes(); seed += wish.Step)
        {
            var history = HistoryMaker.Make(seed);
            var outcome = player.Play(history, keepsStory: false, Faults.Named(wish.Fault));
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

        bool Goes() => (wish.Count is not { } count || tried < count) && (wish.Seconds is not { } seconds || TimeProvider.System.GetElapsedTime(began).TotalSeconds < seconds)
            && (failed == 0 || !wish.StopsAtFirst);
    }
}

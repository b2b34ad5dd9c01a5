using RoleSync.Simulation.Histories;
using RoleSync.Simulation.Planting;

namespace RoleSync.Simulation.Playing;

/// <summary>Plays one seed to be read: its story; where it fails, the smallest history that fails the same way, and that one's story.</summary>
internal static class Replay
{
    /// <summary>Plays it.</summary>
    /// <returns>1 where it fails.</returns>
    public static int Run(Player player, ulong seed, SimulationRequest request)
    {
        var planted = PlantedFaults.Named(request.Fault);
        var history = request.HistoryOf(seed);
        var outcome = player.Play(history, keepsStory: true, planted);
        Show(outcome);
        Console.WriteLine($"seed {seed}: {outcome.Elapsed:c} of virtual time, story {outcome.Story.Fingerprint}, {outcome.Findings.Count} findings.");
        if (outcome.Findings.Count == 0)
        {
            return 0;
        }

        if (request.Shrinks)
        {
            var small = new Shrinker(player, planted, Console.WriteLine).Shrink(history, outcome.Findings[0].Rule);
            Console.WriteLine();
            Show(player.Play(small, keepsStory: true, planted));
            Console.WriteLine($"The smallest history of seed {seed} that still breaks '{outcome.Findings[0].Rule}':");
            Console.WriteLine(HistoryText.Of(small));
        }

        return 1;
    }

    private static void Show(Outcome outcome)
    {
        foreach (var line in outcome.Story.Lines)
        {
            Console.WriteLine(line);
        }
    }
}

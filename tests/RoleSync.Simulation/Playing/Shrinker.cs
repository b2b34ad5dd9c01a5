using Microsoft.Extensions.DependencyInjection;
using RoleSync.Simulation.Histories;

namespace RoleSync.Simulation.Playing;

/// <summary>Makes a failing history smaller as long as it breaks the same rule: fewer events, guilds, members, settings, and less time.</summary>
internal sealed class Shrinker(Player player, Action<IServiceCollection>? planted, Action<string> tell)
{
    private const int MostPlays = 400;

    private int _plays;

    /// <summary>The smallest history found.</summary>
    public History Shrink(History history, string rule)
    {
        var best = history;
        for (var isSmaller = true; isSmaller && _plays < MostPlays;)
        {
            isSmaller = false;
            foreach (var smaller in Smaller(best))
            {
                if (_plays++ >= MostPlays)
                {
                    break;
                }

                if (player.Play(smaller, keepsStory: false, planted).Findings.Any(finding => finding.Rule == rule))
                {
                    tell($"  {smaller.Events.Count} events, {smaller.Guilds.Count} guilds of {smaller.Guilds.Sum(guild => guild.Members)} members, {smaller.Length:c}");
                    (best, isSmaller) = (smaller, true);
                    break;
                }
            }
        }

        return best;
    }

    private static IEnumerable<History> Smaller(History history)
    {
        // Halves first, then quarters, and one by one at last.
        for (var size = (history.Events.Count + 1) / 2; size > 0; size = size == 1 ? 0 : size / 2)
        {
            for (var from = 0; from < history.Events.Count; from += size)
            {
                yield return history with { Events = [.. history.Events.Take(from), .. history.Events.Skip(from + size)] };
            }
        }

        if (history.Guilds.Count > 1)
        {
            yield return history with { Guilds = [.. history.Guilds.Skip(1)] };
            yield return history with { Guilds = [.. history.Guilds.Take(history.Guilds.Count - 1)] };
        }

        if (history.IsPair)
        {
            yield return history with { IsPair = false };
        }

        for (var index = 0; index < history.Guilds.Count; index++)
        {
            var plan = history.Guilds[index];
            foreach (var members in new[] { plan.Members / 4, plan.Members / 2, plan.Members - 1 }.Where(members => members > 0 && members < plan.Members))
            {
                yield return With(plan with { Members = members });
            }

            if (plan.Bots > 0)
            {
                yield return With(plan with { Bots = 0 });
            }

            if (plan.Absent > 0)
            {
                yield return With(plan with { Absent = 0 });
            }

            History With(GuildPlan smaller) => history with { Guilds = [.. history.Guilds.Select((guild, place) => place == index ? smaller : guild)] };
        }

        var end = history.Events.Count == 0 ? TimeSpan.Zero : history.Events[^1].At + TimeSpan.FromMinutes(1);
        foreach (var length in new[] { end, history.Length / 2 }.Where(length => length >= end && length < history.Length - TimeSpan.FromSeconds(30)))
        {
            yield return history with { Length = length };
        }

        foreach (var name in history.Settings.Keys)
        {
            yield return history with { Settings = history.Settings.Where(pair => pair.Key != name).ToDictionary() };
        }
    }
}

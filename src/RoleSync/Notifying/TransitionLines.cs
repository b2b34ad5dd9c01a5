using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Discord.Messages;

namespace RoleSync.Notifying;

/// <summary>How many members of a run go from one tier to another, or gain or lose a badge, a line each: <c>Known -> Established: 12 (3 done)</c>.</summary>
internal static class TransitionLines
{
    private const int Most = 15;

    /// <summary>The lines, the transition with the most members first; null where there is no change.</summary>
    /// <param name="counts">The changes of a run, counted by transition, kind and outcome.</param>
    public static string? Of(IReadOnlyList<TransitionCount> counts)
    {
        var lines = counts
            .GroupBy(count => count.Transition)
            .Select(group => (Transition: group.Key, Members: Members(group), Applied: Members(group.Where(count => count.Outcome is Outcome.Applied))))
            .OrderByDescending(line => line.Members)
            .ThenBy(line => line.Transition, StringComparer.Ordinal)
            .Select(line => $"{line.Transition}: {Wording.Number(line.Members)}{(line.Applied is 0 || line.Applied == line.Members ? "" : $" ({Wording.Number(line.Applied)} done)")}")
            .ToList();
        return lines.Count == 0 ? null
            : string.Join('\n', lines.Take(Most)) + (lines.Count > Most ? $"\n… and {Wording.Number(lines.Count - Most)} more kinds" : "");
    }

    /// <summary>A switch of tiers is two changes of one transition: the larger of its two counts is the number of members.</summary>
    private static int Members(IEnumerable<TransitionCount> counts) =>
        counts.GroupBy(count => count.Kind).Select(kind => kind.Sum(count => count.Changes)).DefaultIfEmpty().Max();
}

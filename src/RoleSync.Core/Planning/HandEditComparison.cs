using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;

namespace RoleSync.Core.Planning;

/// <summary>Tells roles that somebody gave or took by hand from those that differ because Ethos says something else now. Pure.</summary>
public static class HandEditComparison
{
    /// <summary>The managed roles of a member that are not as our own writes, or else the last reading, have left them.</summary>
    /// <param name="member">As Discord shows the member now.</param>
    /// <param name="known">The managed roles that the member held when a run last found them right, or planned to change them.</param>
    /// <param name="since">The changes of the member since then, oldest first. One that failed may have reached Discord all the same: it proves no hand edit.</param>
    /// <param name="policy">The guild's policy.</param>
    public static IReadOnlySet<RoleId> Find(
        Member member, IReadOnlyCollection<RoleId> known, IReadOnlyCollection<(Change Change, Outcome Outcome)> since, Policy policy) =>
        policy.Roles
            .Select(role => role.Id)
            .Where(role => IsEdited(role, member.Has(role), known.Contains(role), since))
            .ToHashSet();

    /// <summary>Parts the changes that a member needs.</summary>
    /// <param name="changes">As planned from what Ethos says.</param>
    /// <param name="edited">The roles that were edited by hand.</param>
    /// <param name="policy">The guild's policy.</param>
    /// <returns>
    /// The changes that may be sent, and those that would take an edit back: those of an edited role, and where a tier role is among the
    /// edited ones every change of a tier, because half a switch would leave the member with two tiers or none. Both keep their order.
    /// </returns>
    public static (IReadOnlyList<Change> Sent, IReadOnlyList<Change> Left) Part(
        IReadOnlyList<Change> changes, IReadOnlySet<RoleId> edited, Policy policy)
    {
        if (edited.Count == 0)
        {
            return (changes, []);
        }

        var isTierEdited = edited.Any(role => policy.Find(role) is { IsTier: true });
        var isLeft = changes.ToLookup(change => edited.Contains(change.Role) || (change.IsTier && isTierEdited));
        return ([.. isLeft[false]], [.. isLeft[true]]);
    }

    private static bool IsEdited(RoleId role, bool held, bool known, IReadOnlyCollection<(Change Change, Outcome Outcome)> since)
    {
        var own = since.Where(item => item.Change.Role == role).ToList();
        var left = own.FindLast(item => item.Outcome is Outcome.Applied).Change is { } last ? last.Kind is ChangeKind.Grant : known;
        return held != left && !own.Exists(item => item.Outcome is Outcome.Failed && (item.Change.Kind is ChangeKind.Grant) == held);
    }
}

namespace RoleSync.Core.Planning;

/// <summary>
/// Keeps a fresh look at a member within what the plan already takes. The guard, or the person who approved the run, has judged the plan
/// and nothing else: what a later look would take on top waits for the next plan. A gain never waits. Pure.
/// </summary>
public static class PlanCeiling
{
    /// <summary>Parts the freshly planned changes of one member.</summary>
    /// <param name="planned">The changes of the member that are pending, as the guard saw them.</param>
    /// <param name="fresh">The changes that the fresh look asks for.</param>
    /// <returns>
    /// The changes that may be sent, and those that may not: revocations in direction <see cref="Direction.Loss"/> that were not planned, and
    /// the grant of a lower tier where the present one has to stay because of that. Both keep their order.
    /// </returns>
    public static (IReadOnlyList<Change> Covered, IReadOnlyList<Change> Beyond) Split(IReadOnlyList<Change> planned, IReadOnlyList<Change> fresh)
    {
        var taken = planned.Where(IsTaking).Select(change => change.Role).ToHashSet();
        var tierStays = fresh.Any(change => change.IsTier && IsTaking(change) && !taken.Contains(change.Role));
        var parts = fresh.ToLookup(change => IsTaking(change)
            ? taken.Contains(change.Role)
            : !(tierStays && change is { IsTier: true, Direction: Direction.Loss }));
        return ([.. parts[true]], [.. parts[false]]);
    }

    private static bool IsTaking(Change change) => change is { Kind: ChangeKind.Revoke, Direction: Direction.Loss };
}

using RoleSync.Core.Planning;
using RoleSync.Core.Records;

namespace RoleSync.Applying.Writers;

/// <summary>What a check right before the first write says of a member's changes.</summary>
/// <param name="Holding">The changes that may be written, in order.</param>
/// <param name="Dropped">What became of the others.</param>
internal sealed record ScopeVerdict(IReadOnlyList<StoredChange> Holding, IReadOnlyList<ChangeOutcome> Dropped)
{
    /// <summary>The same without the changes for which there is a sentence that says why they no longer hold.</summary>
    public ScopeVerdict Leaving(Func<StoredChange, string?> why)
    {
        var judged = Holding.Select(item => (Item: item, Why: why(item))).ToList();
        return new ScopeVerdict(
            [.. judged.Where(one => one.Why is null).Select(one => one.Item)],
            [.. Dropped, .. judged.Where(one => one.Why is not null).Select(one => new ChangeOutcome(one.Item.Id, Outcome.Stale, one.Why))]);
    }
}

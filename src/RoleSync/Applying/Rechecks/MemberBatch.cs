using RoleSync.Core.Planning;
using RoleSync.Core.Records;

namespace RoleSync.Applying.Rechecks;

/// <summary>The next members of a chunk that have pending changes, each with all of them.</summary>
internal sealed record MemberBatch(IReadOnlyList<IReadOnlyList<StoredChange>> Members)
{
    public static MemberBatch Of(IReadOnlyList<StoredChange> pending) =>
        new([.. pending.GroupBy(change => change.Index).OrderBy(member => member.Key).Select(member => (IReadOnlyList<StoredChange>)[.. member])]);

    public bool IsEmpty => Members.Count == 0;

    /// <summary>The index after the last member of the batch.</summary>
    public int End => Members[^1][0].Index + 1;

    /// <summary>Whether some change was not planned between these times: one of a time to come was planned before the clock was set back.</summary>
    public bool IsOutside(DateTimeOffset from, DateTimeOffset to) =>
        Members.Any(member => member.Any(change => change.PlannedAt < from || change.PlannedAt > to));

    /// <summary>Whether these are, in order, the roles and kinds that are pending.</summary>
    public static bool Same(IReadOnlyList<StoredChange> pending, IReadOnlyList<Change> fresh) =>
        pending.Select(item => (item.Change.Role, item.Change.Kind)).SequenceEqual(fresh.Select(change => (change.Role, change.Kind)));
}

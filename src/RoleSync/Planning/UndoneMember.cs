using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;

namespace RoleSync.Planning;

/// <summary>A member of whom an undone run wrote something.</summary>
/// <param name="Written">What it wrote, in order; at least one change.</param>
/// <param name="Now">The member as they are now; null where they have left.</param>
internal sealed record UndoneMember(List<StoredChange> Written, Member? Now)
{
    /// <summary>Who it is.</summary>
    public MemberId Id => Written[0].Change.Member;

    /// <summary>The index of the member in the undone run's list, and so in the undo's.</summary>
    public int Index => Written[0].Index;

    /// <summary>Whether some role is no longer as the undone run left it.</summary>
    public bool HasMoved => Now is { } now && Written.Exists(item => !UndoPlanner.IsAsLeft(item.Change, now));

    /// <summary>The roles whose present state a later run brought about, each with its note; the last change of a role is the one that counts.</summary>
    public Dictionary<RoleId, string?> Explained(IEnumerable<StoredChange> since) => since
        .GroupBy(item => item.Change.Role)
        .Select(role => role.Last())
        .Where(item => Now is { } now && UndoPlanner.IsAsLeft(item.Change, now))
        .ToDictionary(item => item.Change.Role, item => item.Note);
}

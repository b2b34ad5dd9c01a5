using RoleSync.Applying.Rechecks;
using RoleSync.Core.Records;

namespace RoleSync.Applying;

/// <summary>The members of a chunk whom nobody writes yet, in order of their index in the run, each with all pending changes.</summary>
internal sealed class MemberQueue
{
    private readonly List<IReadOnlyList<StoredChange>> _members = [];

    /// <summary>How many members wait.</summary>
    public int Count => _members.Count;

    /// <summary>Adds members whose indices lie behind all that were ever added.</summary>
    public void Add(MemberBatch batch) => _members.AddRange(batch.Members);

    /// <summary>Takes back a member that a writer could not finish, in its place.</summary>
    public void PutBack(IReadOnlyList<StoredChange> member)
    {
        var place = _members.FindIndex(other => other[0].Index > member[0].Index);
        _members.Insert(place < 0 ? _members.Count : place, member);
    }

    /// <summary>Takes out the first member that fits; null when none does.</summary>
    public IReadOnlyList<StoredChange>? Take(Predicate<IReadOnlyList<StoredChange>> fits)
    {
        var place = _members.FindIndex(fits);
        if (place < 0)
        {
            return null;
        }

        var member = _members[place];
        _members.RemoveAt(place);
        return member;
    }
}

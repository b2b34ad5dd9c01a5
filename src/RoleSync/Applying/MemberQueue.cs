using RoleSync.Core.Records;

namespace RoleSync.Applying;

/// <summary>The members of a chunk that no lane has in hand, in order of their index, each with all pending changes.</summary>
internal sealed class MemberQueue
{
    private readonly List<IReadOnlyList<StoredChange>> _members = [];

    public int Count => _members.Count;

    public void Add(MemberBatch batch) => _members.AddRange(batch.Members);

    /// <summary>Takes back a member that a lane could not finish.</summary>
    public void PutBack(IReadOnlyList<StoredChange> member)
    {
        var place = _members.FindIndex(other => other[0].Index > member[0].Index);
        _members.Insert(place < 0 ? _members.Count : place, member);
    }

    /// <summary>The first member that fits; null when none does.</summary>
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

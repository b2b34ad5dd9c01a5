namespace RoleSync.Sandbox.Worlds;

/// <summary>A guild's members in ascending order of id: an id and a bit set of roles each, 16 bytes a member as long as there are at most 64 roles.</summary>
internal sealed class MemberTable
{
    private readonly ulong[]?[] _planes = new ulong[]?[4];
    private ulong[] _ids;

    public MemberTable(int capacity)
    {
        _ids = new ulong[capacity];
        _planes[0] = new ulong[capacity];
    }

    public int Count { get; private set; }

    public ulong IdAt(int index) => _ids[index];

    public int IndexOf(ulong id) => Array.BinarySearch(_ids, 0, Count, id);

    /// <summary>The index of the first member with an id above the given one.</summary>
    public int IndexAfter(ulong id)
    {
        var index = IndexOf(id);
        return index >= 0 ? index + 1 : ~index;
    }

    public RoleSet RolesAt(int index) => new(_planes[0]![index], _planes[1]?[index] ?? 0, _planes[2]?[index] ?? 0, _planes[3]?[index] ?? 0);

    public void SetRolesAt(int index, RoleSet roles)
    {
        for (var plane = 0; plane < 4; plane++)
        {
            var word = roles.Word(plane);
            if (_planes[plane] is null && word != 0)
            {
                _planes[plane] = new ulong[_ids.Length];
            }
            if (_planes[plane] is { } words)
            {
                words[index] = word;
            }
        }
    }

    public void Add(ulong id, RoleSet roles)
    {
        var index = Count == 0 || id > _ids[Count - 1] ? Count : ~IndexOf(id);
        if (index < 0)
        {
            throw new ArgumentException($"The guild already has a member {id}.");
        }
        if (Count == _ids.Length)
        {
            Grow();
        }
        Shift(index, index + 1, Count - index);
        Count++;
        _ids[index] = id;
        SetRolesAt(index, roles);
    }

    public void RemoveAt(int index)
    {
        Shift(index + 1, index, Count - index - 1);
        Count--;
    }

    private void Shift(int from, int to, int count)
    {
        Array.Copy(_ids, from, _ids, to, count);
        foreach (var words in _planes)
        {
            if (words is not null)
            {
                Array.Copy(words, from, words, to, count);
            }
        }
    }

    private void Grow()
    {
        var capacity = Math.Max(16, _ids.Length + (_ids.Length / 4));
        Array.Resize(ref _ids, capacity);
        for (var plane = 0; plane < 4; plane++)
        {
            if (_planes[plane] is not null)
            {
                Array.Resize(ref _planes[plane], capacity);
            }
        }
    }
}

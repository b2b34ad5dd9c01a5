using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RoleSync.Sandbox.Worlds;

/// <summary>The roles of every member at one moment.</summary>
/// <param name="Hash">Equal for guilds whose members hold the same roles; hexadecimal SHA-256.</param>
/// <param name="Members">Member id to the ids of all roles held, ascending.</param>
public sealed record GuildSnapshot(string Hash, IReadOnlyDictionary<ulong, ulong[]> Members);

public sealed partial class SandboxGuild
{
    /// <summary>The ids of the members, ascending: all, also bots.</summary>
    public ulong[] MemberIds()
    {
        lock (_lock)
        {
            var ids = new ulong[_members.Count];
            for (var index = 0; index < ids.Length; index++)
            {
                ids[index] = _members.IdAt(index);
            }
            return ids;
        }
    }

    /// <summary>The ids of the people who hold the verified role, ascending: the members in scope.</summary>
    public ulong[] VerifiedMembers() => [.. MemberIds().Where(id => !IsBot(id) && TryRolesOf(id, out var roles) && roles.Contains(_rule.Verified))];

    /// <summary>Whether the member is a bot.</summary>
    public bool IsBot(ulong member) => _bots.Contains(member);

    /// <summary>Whether the guild has this member.</summary>
    public bool HasMember(ulong member) => TryRolesOf(member, out _);

    /// <summary>The ids of the roles a member holds, ascending.</summary>
    /// <exception cref="ArgumentException">There is no such member.</exception>
    public ulong[] RolesOf(ulong member) => TryRolesOf(member, out var roles) ? IdsOf(roles) : throw NoMember(member);

    /// <summary>Replaces all roles of a member, as an administrator could.</summary>
    /// <exception cref="ArgumentException">There is no such member or role.</exception>
    public void SetRoles(ulong member, params IEnumerable<ulong> roles) =>
        Update(member, _ => roles.Aggregate(default(RoleSet), (set, role) => set.With(SlotOf(role))));

    /// <summary>Gives a member a role.</summary>
    /// <param name="member">The member.</param>
    /// <param name="role">The role.</param>
    /// <param name="by">Who does it, for the audit log; null: the owner.</param>
    /// <param name="reason">Why, for the audit log.</param>
    public void Grant(ulong member, ulong role, ulong? by = null, string? reason = null) => Update(member, roles => roles.With(SlotOf(role)), by, reason);

    /// <summary>Takes a role from a member.</summary>
    /// <param name="member">The member.</param>
    /// <param name="role">The role.</param>
    /// <param name="by">Who does it, for the audit log; null: the owner.</param>
    /// <param name="reason">Why, for the audit log.</param>
    public void Revoke(ulong member, ulong role, ulong? by = null, string? reason = null) => Update(member, roles => roles.Without(SlotOf(role)), by, reason);

    /// <summary>Lets a member join.</summary>
    public void AddMember(ulong member, IEnumerable<ulong>? roles = null, bool bot = false)
    {
        lock (_lock)
        {
            _members.Add(member, (roles ?? []).Aggregate(default(RoleSet), (set, role) => set.With(SlotOf(role))));
            if (bot != IsBot(member))
            {
                _bots = bot ? [.. _bots, member] : [.. _bots.Where(id => id != member)];
            }
        }
    }

    /// <summary>Lets a member leave.</summary>
    public void RemoveMember(ulong member)
    {
        lock (_lock)
        {
            _members.RemoveAt(_members.IndexOf(member) is >= 0 and var index ? index : throw NoMember(member));
        }
    }

    /// <summary>
    /// The managed roles that the rule demands of a member now, ascending; null: nothing may change, because the member is a bot, lacks the
    /// verified role, or has a standing that nobody can know (MERGED).
    /// </summary>
    public ulong[]? ExpectedRoles(ulong member) =>
        !IsBot(member) && TryRolesOf(member, out var roles) && roles.Contains(_rule.Verified) && _rule.Demanded(_ethos.Find(member)) is { } set
            ? IdsOf(set) : null;

    /// <summary>The members whose managed roles are not what the rule demands, ascending.</summary>
    public IReadOnlyList<ulong> WrongMembers()
    {
        List<ulong> wrong = [];
        foreach (var id in MemberIds())
        {
            if (TryRolesOf(id, out var roles) && roles.Contains(_rule.Verified) && !IsBot(id)
                && _rule.Demanded(_ethos.Find(id)) is { } set && (roles & Managed) != set)
            {
                wrong.Add(id);
            }
        }
        return wrong;
    }

    /// <summary>All roles of all members now, and a hash over them.</summary>
    public GuildSnapshot Snapshot()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Dictionary<ulong, ulong[]> members = [];
        Span<byte> number = stackalloc byte[8];
        foreach (var id in MemberIds())
        {
            if (TryRolesOf(id, out var roles))
            {
                members[id] = IdsOf(roles);
                foreach (var part in (ReadOnlySpan<ulong>)[id, .. members[id], 0])
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(number, part);
                    hash.AppendData(number);
                }
            }
        }
        return new GuildSnapshot(Convert.ToHexString(hash.GetHashAndReset()), members);
    }

    internal bool TryRolesOf(ulong member, out RoleSet roles)
    {
        lock (_lock)
        {
            var index = _members.IndexOf(member);
            roles = index >= 0 ? _members.RolesAt(index) : default;
            return index >= 0;
        }
    }

    /// <summary>Copies the page of members with ids above <paramref name="after"/>; returns their number.</summary>
    internal int Page(ulong after, Span<(ulong Id, RoleSet Roles)> page)
    {
        lock (_lock)
        {
            var first = _members.IndexAfter(after);
            var count = Math.Min(page.Length, _members.Count - first);
            for (var index = 0; index < count; index++)
            {
                page[index] = (_members.IdAt(first + index), _members.RolesAt(first + index));
            }
            return count;
        }
    }

    /// <summary>How many members hold each slot's role.</summary>
    internal int[] CountBySlot()
    {
        var counts = new int[256];
        lock (_lock)
        {
            for (var index = 0; index < _members.Count; index++)
            {
                foreach (var slot in _members.RolesAt(index))
                {
                    counts[slot]++;
                }
            }
        }
        return counts;
    }

    internal void Update(ulong member, Func<RoleSet, RoleSet> change, ulong? by = null, string? reason = null)
    {
        lock (_lock)
        {
            var index = _members.IndexOf(member) is >= 0 and var found ? found : throw NoMember(member);
            var before = _members.RolesAt(index);
            var after = change(before);
            _members.SetRolesAt(index, after);
            Record(member, before, after, by ?? OwnerId, reason);
        }
    }

    private ulong[] IdsOf(RoleSet roles)
    {
        List<ulong> ids = [];
        foreach (var slot in roles)
        {
            if (_slots[slot] is { } role)
            {
                ids.Add(role.Id);
            }
        }
        ids.Sort();
        return [.. ids];
    }

    private ArgumentException NoMember(ulong member) => new($"The guild {Id} has no member {member}.");
}

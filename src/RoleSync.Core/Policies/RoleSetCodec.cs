using System.Buffers.Binary;
using RoleSync.Core.Guilds;

namespace RoleSync.Core.Policies;

/// <summary>
/// Writes a set of managed roles in a few bytes, for a state that every member has: four that stand for the policy, then one for each role,
/// its place in <see cref="Policy.Roles"/>. What was written under a policy that named other roles cannot be read, since it says nothing of them.
/// </summary>
public sealed class RoleSetCodec
{
    private const int StampLength = 4;

    private readonly Policy _policy;
    private readonly byte[] _stamp = new byte[StampLength];

    /// <summary>The code of a policy.</summary>
    public RoleSetCodec(Policy policy)
    {
        _policy = policy;
        BinaryPrimitives.WriteUInt32LittleEndian(_stamp, Fold(policy.Roles));
    }

    /// <summary>Writes the managed roles for which the condition holds.</summary>
    public byte[] Write(Func<RoleId, bool> holds)
    {
        var code = new List<byte>(_stamp);
        for (var i = 0; i < _policy.Roles.Count; i++)
        {
            if (holds(_policy.Roles[i].Id))
            {
                // Discord lets a guild have 250 roles.
                code.Add(checked((byte)i));
            }
        }

        return [.. code];
    }

    /// <summary>Reads them; null where they were written under a policy with other roles.</summary>
    public IReadOnlyList<RoleId>? Read(ReadOnlySpan<byte> code)
    {
        if (!code.StartsWith(_stamp))
        {
            return null;
        }

        var roles = new List<RoleId>(code.Length - StampLength);
        foreach (var place in code[StampLength..])
        {
            roles.Add(_policy.Roles[place].Id);
        }

        return roles;
    }

    // FNV-1a, 64 bits folded to 32: the same in every process, unlike the hash codes of .NET.
    private static uint Fold(IReadOnlyList<ManagedRole> roles)
    {
        var hash = 14_695_981_039_346_656_037;
        Span<byte> id = stackalloc byte[sizeof(ulong)];
        foreach (var role in roles)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(id, role.Id.Value);
            foreach (var part in id)
            {
                hash = unchecked((hash ^ part) * 1_099_511_628_211);
            }
        }

        return unchecked((uint)(hash ^ (hash >> 32)));
    }
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;

namespace RoleSync.Applying.Writers;

/// <summary>A member's whole list of roles as it is to be sent: what was read, the changes in it, and every other role as it was.</summary>
/// <param name="Sent">The roles that the member shall hold.</param>
/// <param name="Held">The roles that the member held when it was read.</param>
/// <param name="FindsWhatItTakes">Whether every role that is to be taken was there when the member was read.</param>
internal sealed record RoleEdit(IReadOnlyList<RoleId> Sent, IReadOnlyList<RoleId> Held, bool FindsWhatItTakes)
{
    /// <summary>Puts the changes into the list that was read.</summary>
    public static RoleEdit Of(Member member, IReadOnlyList<StoredChange> pending)
    {
        var revoked = RolesOf(pending, ChangeKind.Revoke);
        return new RoleEdit([.. member.Roles.Where(role => !revoked.Contains(role)).Union(RolesOf(pending, ChangeKind.Grant))], member.Roles, revoked.All(member.Has));
    }

    /// <summary>Whether every change holds already.</summary>
    public bool ChangesNothing => Sent.ToHashSet().SetEquals(Held);

    /// <summary>What an answer shows that was not sent, as a sentence; null when it shows what was sent.</summary>
    public string? Conflict(Member answered)
    {
        var (more, fewer) = (answered.Roles.Except(Sent).ToList(), Sent.Except(answered.Roles).ToList());
        return more.Count + fewer.Count == 0
            ? null
            : "Somebody else changed this member's roles at the same moment: "
                + string.Join(" and ", new[] { Named("has", more), Named("lacks", fewer) }.OfType<string>())
                + ", against what was sent. Look at the member and at the audit log; the next run puts the managed roles right.";
    }

    private static HashSet<RoleId> RolesOf(IReadOnlyList<StoredChange> pending, ChangeKind kind) =>
        [.. pending.Where(item => item.Change.Kind == kind).Select(item => item.Change.Role)];

    private static string? Named(string verb, List<RoleId> roles) => roles.Count == 0 ? null : $"the member {verb} {string.Join(", ", roles)}";
}

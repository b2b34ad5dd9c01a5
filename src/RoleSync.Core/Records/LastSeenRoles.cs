using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Core.Records;

/// <summary>The managed roles that a member held when a run last found them right, or planned to change them.</summary>
/// <param name="Member">The member.</param>
/// <param name="Roles">The roles, as a <see cref="Core.Policies.RoleSetCodec"/> writes them.</param>
/// <param name="Run">That run.</param>
public sealed record LastSeenRoles(MemberId Member, byte[] Roles, RunId Run);

/// <summary>What a page of members changes in the stored roles that members were last seen with.</summary>
/// <param name="Seen">Members with the roles they have now.</param>
/// <param name="Over">Members who are no longer in scope: nothing is kept of them.</param>
public sealed record LastSeenRolesNotes(IReadOnlyList<LastSeenRoles> Seen, IReadOnlyList<MemberId> Over)
{
    /// <summary>Nothing to note.</summary>
    public static LastSeenRolesNotes None { get; } = new([], []);

    /// <summary>Whether there is nothing to note.</summary>
    public bool AreNone => Seen.Count == 0 && Over.Count == 0;
}

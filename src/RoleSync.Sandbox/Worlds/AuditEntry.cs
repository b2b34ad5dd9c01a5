namespace RoleSync.Sandbox.Worlds;

/// <summary>One line of a guild's audit log: somebody has changed the roles of a member (MEMBER_ROLE_UPDATE, 25).</summary>
/// <param name="Id">Snowflake.</param>
/// <param name="By">Who did it.</param>
/// <param name="Member">Whose roles.</param>
/// <param name="Before">All roles before, ascending.</param>
/// <param name="After">All roles after, ascending.</param>
/// <param name="Reason">The reason that was given.</param>
/// <param name="At">When.</param>
public sealed record AuditEntry(
    ulong Id, ulong By, ulong Member, IReadOnlyList<ulong> Before, IReadOnlyList<ulong> After, string? Reason, DateTimeOffset At)
{
    /// <summary>The roles that were given.</summary>
    public IEnumerable<ulong> Added => After.Except(Before);

    /// <summary>The roles that were taken.</summary>
    public IEnumerable<ulong> Removed => Before.Except(After);
}

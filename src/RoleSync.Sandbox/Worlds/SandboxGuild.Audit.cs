namespace RoleSync.Sandbox.Worlds;

public sealed partial class SandboxGuild
{
    private const int MostEntries = 50_000;
    private const ulong ViewAuditLog = 1UL << 7;
    private readonly Queue<AuditEntry> _audit = new();

    /// <summary>The audit log of role changes, oldest first: the bot's, and those of people. What changed nothing is not in it.</summary>
    public IReadOnlyList<AuditEntry> AuditLog
    {
        get
        {
            lock (_lock)
            {
                return [.. _audit];
            }
        }
    }

    /// <summary>Whether the bot has VIEW_AUDIT_LOG; it does not at first.</summary>
    public bool BotMayReadAuditLog
    {
        get => (BotPermissions & ViewAuditLog) != 0;
        set => ChangeRole(BotRoleId, role => role with { Permissions = value ? role.Permissions | ViewAuditLog : role.Permissions & ~ViewAuditLog });
    }

    // Within the lock.
    private void Record(ulong member, RoleSet before, RoleSet after, ulong by, string? reason)
    {
        if (before == after)
        {
            return;
        }
        _audit.Enqueue(new AuditEntry(_world.Snowflakes.Next(), by, member, IdsOf(before), IdsOf(after), reason, _world.Time.GetUtcNow()));
        if (_audit.Count > MostEntries)
        {
            _audit.Dequeue();
        }
    }
}

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

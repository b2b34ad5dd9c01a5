namespace RoleSync.Sandbox.Recording;

/// <summary>How much the journal keeps.</summary>
public enum JournalDetail
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Counts only: memory stays bounded.</summary>
    Counts,

    /// <summary>Every request, write and message, in order.</summary>
    Full,
}

/// <summary>Grant or revocation.</summary>
public enum WriteKind
{
    /// <summary>The member got the role.</summary>
    Grant,

    /// <summary>The member lost the role.</summary>
    Revoke,
}

/// <summary>One answered request.</summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Route">Route template, such as /guilds/{guild}/members; the raw path where no route fits.</param>
/// <param name="Path">The path as it was asked for, without the version.</param>
/// <param name="Status">Status of the answer; 0: the connection was cut.</param>
/// <param name="At">When it was answered.</param>
public sealed record RecordedRequest(string Method, string Route, string Path, int Status, DateTimeOffset At);

/// <summary>One role that a successful PUT, DELETE or PATCH asked to write.</summary>
/// <param name="Guild">Guild.</param>
/// <param name="Member">Member.</param>
/// <param name="Role">Role.</param>
/// <param name="Kind">Grant or revocation.</param>
/// <param name="Method">PUT, DELETE or PATCH.</param>
/// <param name="Changed">Whether the member's roles differ from before.</param>
/// <param name="Lost">Whether Discord lost it, because another write of the same member was in flight.</param>
/// <param name="Reason">The decoded audit-log reason, if one was sent.</param>
/// <param name="At">When.</param>
public sealed record RoleWrite(
    ulong Guild, ulong Member, ulong Role, WriteKind Kind, string Method, bool Changed, bool Lost, string? Reason, DateTimeOffset At);

/// <summary>A message sent to a channel or webhook.</summary>
/// <param name="Path">Where to.</param>
/// <param name="Body">The JSON body.</param>
public sealed record RecordedMessage(string Path, string Body);

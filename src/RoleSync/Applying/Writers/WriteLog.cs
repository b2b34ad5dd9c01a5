using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;

namespace RoleSync.Applying.Writers;

/// <summary>One line in the log per change, whichever writer sent it.</summary>
internal static partial class WriteLog
{
    public static void Changed(ILogger logger, Change change, ChangeOutcome outcome) => Changed(
        logger, change.Kind, change.Role, change.Member, change.Reason, outcome.Outcome, outcome.Note is { } note ? $": {note}" : "");

    [LoggerMessage(20, LogLevel.Information, "{Kind} role {Role}, member {Member}: {Reason}: {Outcome}{Note}")]
    private static partial void Changed(
        ILogger logger, ChangeKind kind, RoleId role, MemberId member, string reason, Outcome outcome, string note);
}

using RoleSync.Core.Runs;

namespace RoleSync.Core.Records;

/// <summary>The message that tells of a run.</summary>
/// <param name="Run">The run as it stands.</param>
/// <param name="Message">The message's snowflake; null before it was posted.</param>
public sealed record Digest(Run Run, ulong? Message);

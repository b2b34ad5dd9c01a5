namespace RoleSync.Core.Records;

/// <summary>How a pass ended that leaves nothing but a record.</summary>
/// <param name="Troubles">What was in its way.</param>
/// <param name="Failures">Passes in a row over a guild that cannot be worked on, this one included.</param>
/// <param name="Pause">How long until the next one is due.</param>
public sealed record QuietPass(PassTroubles Troubles, int Failures, TimeSpan Pause);

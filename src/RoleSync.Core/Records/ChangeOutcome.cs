using RoleSync.Core.Planning;

namespace RoleSync.Core.Records;

/// <summary>What became of one stored change.</summary>
public sealed record ChangeOutcome(long Id, Outcome Outcome, string? Note = null);

using RoleSync.Core.Planning;

namespace RoleSync.Storage;

/// <summary>What became of one stored change.</summary>
internal sealed record ChangeOutcome(long Id, Outcome Outcome, string? Note = null);

using RoleSync.Core.Records;

namespace RoleSync.Members;

/// <summary>What was sent for the verification of one member.</summary>
/// <param name="Changes">The changes with their outcomes; none where none were needed.</param>
/// <param name="Why">Why not all were sent, as a sentence; null when all were.</param>
internal sealed record SentVerification(IReadOnlyList<StoredChange> Changes, string? Why);

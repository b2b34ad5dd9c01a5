namespace RoleSync.Core.Guarding;

/// <summary>Whether a planned run may go on by itself.</summary>
/// <param name="IsHeld">True when a person must approve it first.</param>
/// <param name="Why">The sentences with the numbers that held it; null when it is not held.</param>
public sealed record GuardVerdict(bool IsHeld, string? Why)
{
    /// <summary>The run may go on.</summary>
    public static GuardVerdict Passed { get; } = new(false, null);
}

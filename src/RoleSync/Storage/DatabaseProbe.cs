namespace RoleSync.Storage;

/// <summary>What a look at the database says.</summary>
/// <param name="Problem">Why it cannot be used, and what to do; null when it can.</param>
/// <param name="Note">What a person should know all the same; null for nothing.</param>
internal sealed record DatabaseProbe(string? Problem = null, string? Note = null)
{
    /// <summary>In order.</summary>
    public static DatabaseProbe Good { get; } = new();
}

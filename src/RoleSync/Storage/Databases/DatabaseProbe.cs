namespace RoleSync.Storage.Databases;

/// <summary>What probing the database says.</summary>
/// <param name="Problem">Why it cannot be used, and what to do; null when it can.</param>
/// <param name="Note">What a person should know all the same; null for nothing.</param>
internal sealed record DatabaseProbe(string? Problem = null, string? Note = null)
{
    /// <summary>In order.</summary>
    public static DatabaseProbe Good { get; } = new();

    /// <summary>In order, and its tables are those of this version.</summary>
    public static DatabaseProbe Current { get; } = new() { IsCurrent = true };

    /// <summary>Whether its tables are those of this version, so that it can be read; a file that is yet to be made has none.</summary>
    public bool IsCurrent { get; private init; }
}

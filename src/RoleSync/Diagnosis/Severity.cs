namespace RoleSync.Diagnosis;

/// <summary>How well one thing is.</summary>
internal enum Severity
{
    /// <summary>In order.</summary>
    Ok,

    /// <summary>Runs work, but a person should look at it.</summary>
    Warning,

    /// <summary>Runs do not work, or not for some role.</summary>
    Error,
}

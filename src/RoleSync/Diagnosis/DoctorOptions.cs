namespace RoleSync.Diagnosis;

/// <summary>When the doctor comes unasked, and what the configuration tells it.</summary>
internal sealed class DoctorOptions
{
    /// <summary>Whether the service examines itself when it starts, and again while something is wrong.</summary>
    public bool AtStart { get; set; } = true;

    /// <summary>Why the service lets nobody in but for health and signed interactions; null where it lets callers in.</summary>
    public string? ClosedBecause { get; set; }
}

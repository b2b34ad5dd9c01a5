namespace RoleSync.Running.Diagnosis;

/// <summary>When the doctor comes unasked.</summary>
internal sealed class DoctorOptions
{
    /// <summary>Whether the service examines itself when it starts, and again while something is wrong.</summary>
    public bool AtStart { get; set; } = true;
}

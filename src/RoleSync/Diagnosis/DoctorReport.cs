namespace RoleSync.Diagnosis;

/// <summary>What one examination found.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Findings">In the order in which a person would mend them.</param>
internal sealed record DoctorReport(DateTimeOffset At, IReadOnlyList<Finding> Findings)
{
    /// <summary>The worst of all findings.</summary>
    public Severity Severity => Findings.Count == 0 ? Severity.Ok : Findings.Max(finding => finding.Severity);
}

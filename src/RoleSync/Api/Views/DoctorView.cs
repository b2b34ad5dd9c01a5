using RoleSync.Diagnosis;

namespace RoleSync.Api.Views;

/// <summary>An examination of the service.</summary>
/// <param name="ExaminedAt">When it ended, in milliseconds since 1970; null when there was none yet.</param>
/// <param name="Grade">The worst of all: ok, warning or error.</param>
/// <param name="Findings">In the order in which a person would mend them.</param>
internal sealed record DoctorView(long? ExaminedAt, string Grade, IReadOnlyList<FindingView> Findings)
{
    public static DoctorView Of(DoctorReport? report) => new(
        report?.At.ToUnixTimeMilliseconds(), JsonNames.Name(report?.Severity ?? default), [.. (report?.Findings ?? []).Select(FindingView.Of)]);
}

/// <summary>What was found about one thing.</summary>
/// <param name="Check">The thing, e.g. token.</param>
/// <param name="Grade">ok, warning or error.</param>
/// <param name="Says">What is the case and, where it is not in order, what to do.</param>
/// <param name="StopsRuns">Whether no run can do anything before it is mended.</param>
internal sealed record FindingView(string Check, string Grade, string Says, bool StopsRuns)
{
    public static FindingView Of(Finding finding) => new(finding.Check, JsonNames.Name(finding.Severity), finding.Says, finding.StopsRuns);
}

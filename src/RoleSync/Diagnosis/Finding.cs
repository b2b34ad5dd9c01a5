namespace RoleSync.Diagnosis;

/// <summary>What the doctor found about one thing.</summary>
/// <param name="Check">The thing in one or two words, e.g. <c>token</c>.</param>
/// <param name="Severity">How well it is.</param>
/// <param name="Says">A sentence without a secret; where it is not in order, it says what to do.</param>
/// <param name="StopsRuns">Whether no run can do anything before it is mended.</param>
/// <param name="MayPass">Whether it may be well again without anybody mending it, as an outage is: it is looked at again soon.</param>
internal sealed record Finding(string Check, Severity Severity, string Says, bool StopsRuns = false, bool MayPass = false)
{
    /// <summary>In order.</summary>
    public static Finding Ok(string check, string says) => new(check, Severity.Ok, says);

    /// <summary>To be looked at.</summary>
    public static Finding Warning(string check, string says) => new(check, Severity.Warning, says);

    /// <summary>To be mended, for the sake of a part of the work.</summary>
    public static Finding Error(string check, string says) => new(check, Severity.Error, says);

    /// <summary>To be mended before any run.</summary>
    public static Finding Fatal(string check, string says) => new(check, Severity.Error, says, StopsRuns: true);
}

using RoleSync.Core.Planning;

namespace RoleSync.Core.Records;

/// <summary>What the recheck of a member with pending changes found.</summary>
/// <param name="Changes">The changes that hold now, in the order in which they are to be sent.</param>
/// <param name="Note">Why the pending ones do not, as a sentence.</param>
public sealed record Recheck(IReadOnlyList<Change> Changes, string Note)
{
    /// <summary>What is noted beside each change of <see cref="Beyond"/>.</summary>
    public const string BeyondNote = "A fresh look would take more than the plan that was judged; the next run decides about it.";

    /// <summary>Changes that the recheck also asks for and that may not be sent, because no plan with them was judged.</summary>
    public IReadOnlyList<Change> Beyond { get; init; } = [];

    /// <summary>What the recheck changes in the table of absences.</summary>
    public AbsenceNotes Absence { get; init; } = AbsenceNotes.None;
}

using RoleSync.Core.Planning;
using RoleSync.Core.Runs;

namespace RoleSync.Core.Records;

/// <summary>A change as stored: part of the plan before it is sent, of the journal afterwards.</summary>
/// <param name="Id">Unique in the database, ascending in the order in which the changes of a run are sent.</param>
/// <param name="Run">The run it belongs to.</param>
/// <param name="Index">The member's index in the run's list, from 0.</param>
/// <param name="Change">What is to be done.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Note">Why it ended so, as a sentence; null when there is nothing to say.</param>
/// <param name="PlannedAt">When the standing and the roles behind it were read.</param>
/// <param name="EndedAt">When the outcome was known.</param>
public sealed record StoredChange(
    long Id, RunId Run, int Index, Change Change, Outcome Outcome, string? Note, DateTimeOffset PlannedAt, DateTimeOffset? EndedAt)
{
    /// <summary>The most changes that one member can have in one run, those that went stale included.</summary>
    public const int MostOfOneMember = 256;
}

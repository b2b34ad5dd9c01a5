using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;

namespace RoleSync.Core.Records;

/// <summary>What planning found on one page of members; stored in one transaction with the cursor.</summary>
/// <param name="ListedUpTo">The highest id of the page.</param>
/// <param name="Listed">Members on the page.</param>
/// <param name="InScope">Members on the page that are in scope.</param>
/// <param name="Unknown">Of these, the members whose standing is Unknown.</param>
/// <param name="Losing">Of these, the members from whom the plan takes a role or a tier.</param>
/// <param name="Changes">Each change with the index of its member in the run's list; ordered by index, then as they are to be sent.</param>
/// <param name="PlannedAt">When the standings were read.</param>
public sealed record PlannedPage(
    MemberId ListedUpTo, int Listed, int InScope, int Unknown, int Losing,
    IReadOnlyList<(int Index, Change Change)> Changes, DateTimeOffset PlannedAt)
{
    /// <summary>Members on the page who hold managed roles without the verified role, whether they are in the run's list or not.</summary>
    public int Strays { get; init; }

    /// <summary>Of the members in scope, those about whom Ethos is not asked: strays whose roles are taken.</summary>
    public int Unasked { get; init; }

    /// <summary>Of the members in scope, those who hold no managed role and so have nothing to lose.</summary>
    public int WithoutRoles { get; init; }

    /// <summary>What the page changes in the list of the guild's strays.</summary>
    public StrayNotes StrayNotes { get; init; } = StrayNotes.None;

    /// <summary>Of the members in scope, those whom Ethos knows.</summary>
    public int Known { get; init; }

    /// <summary>Of the members in scope, those who keep roles only until another look finds them absent, too.</summary>
    public int Awaiting { get; init; }

    /// <summary>How many members in scope hold each tier role, on this page and all before it; null: as before.</summary>
    public IReadOnlyDictionary<RoleId, int>? Holders { get; init; }

    /// <summary>What the page changes in the table of absences.</summary>
    public AbsenceNotes Absences { get; init; } = AbsenceNotes.None;

    /// <summary>What the page changes in the roles that members were last seen with; nothing while hand edits are put right.</summary>
    public LastSeenRolesNotes LastSeenRoles { get; init; } = LastSeenRolesNotes.None;

    /// <summary>Members of whom what a person has once rejected is to be forgotten.</summary>
    public IReadOnlyList<MemberId> NoLongerRejected { get; init; } = [];

    /// <summary>Members of the page whose standing is Unknown, and who are asked for again before the plan is complete.</summary>
    public IReadOnlyList<UnresolvedMember> Unresolved { get; init; } = [];

    /// <summary>For a page of members who were asked for again: the members up to this index are no longer unresolved, whatever the answer was, and the counts are what it adds to those of the first reading. Null for a page that is read for the first time.</summary>
    public int? SettledUpTo { get; init; }

    /// <summary>
    /// Whether a change with an obstacle is counted only, where an earlier run has listed it with the same obstacle and nothing has come of it
    /// since: it stands, and a copy in each run would tell nobody anything.
    /// </summary>
    public bool CountsWhatStands { get; init; }

    /// <summary>Changes that are listed with their obstacle and are not to be sent, whatever becomes of that; ordered by index.</summary>
    public IReadOnlyList<(int Index, Change Change, Outcome Outcome)> Unsent { get; init; } = [];
}

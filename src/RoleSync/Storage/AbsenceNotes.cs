using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;

namespace RoleSync.Core.Records;

/// <summary>What a look changes in the table of absences.</summary>
/// <param name="Seen">Absent members, with what is known of them now.</param>
/// <param name="Over">Members who were absent and are so no longer, or have nothing left to lose.</param>
internal sealed record AbsenceNotes(IReadOnlyList<Absence> Seen, IReadOnlyList<MemberId> Over)
{
    public static AbsenceNotes None { get; } = new([], []);

    public bool AreNone => Seen.Count == 0 && Over.Count == 0;
}

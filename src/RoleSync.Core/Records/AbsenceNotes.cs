using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;

namespace RoleSync.Core.Records;

/// <summary>What reading the standings of some members changes in the stored absences: members whom Ethos does not know, though they hold its roles.</summary>
/// <param name="Seen">Absent members, with what is known of them now.</param>
/// <param name="Over">Members who were absent and are so no longer, or have nothing left to lose.</param>
public sealed record AbsenceNotes(IReadOnlyList<Absence> Seen, IReadOnlyList<MemberId> Over)
{
    /// <summary>Nothing to note.</summary>
    public static AbsenceNotes None { get; } = new([], []);

    /// <summary>Whether there is nothing to note.</summary>
    public bool AreNone => Seen.Count == 0 && Over.Count == 0;
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>absences</c>: a member with managed roles whom Ethos did not know at the last reading; times are UTC milliseconds since 1970.</summary>
internal sealed class AbsenceRow
{
    public long Guild { get; set; }

    public long Member { get; set; }

    public int Observations { get; set; }

    public long FirstSeen { get; set; }

    public long LastSeen { get; set; }

    public long LastRun { get; set; }

    public static AbsenceRow Of(long guild, Absence absence) => new()
    {
        Guild = guild,
        Member = (long)absence.Member.Value,
        Observations = absence.Observations,
        FirstSeen = absence.FirstSeen.ToUnixTimeMilliseconds(),
        LastSeen = absence.LastSeen.ToUnixTimeMilliseconds(),
        LastRun = absence.LastRun.Value,
    };

    public Absence ToAbsence() => new(
        new MemberId((ulong)Member),
        Observations,
        DateTimeOffset.FromUnixTimeMilliseconds(FirstSeen),
        DateTimeOffset.FromUnixTimeMilliseconds(LastSeen),
        new RunId(LastRun));
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Core.Planning;

/// <summary>
/// How often, in a row, Ethos was found to know nobody behind a member who holds managed roles. One such answer takes nothing away:
/// the member may have slipped out of it. Pure: the caller brings the time along.
/// </summary>
/// <param name="Member">The member.</param>
/// <param name="Observations">Such answers that count, from 1: each so much later than the one before that it is another moment.</param>
/// <param name="FirstSeen">When the first such answer came, UTC.</param>
/// <param name="LastSeen">When the last one that counts came, UTC.</param>
/// <param name="LastRun">The run of the last one that counts.</param>
public sealed record Absence(MemberId Member, int Observations, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, RunId LastRun)
{
    /// <summary>What is known after one more answer that knew nobody; the same as before when that one does not count.</summary>
    /// <param name="before">What was known before; null when this is the first such answer, or the first after Ethos knew the person.</param>
    /// <param name="member">The member.</param>
    /// <param name="run">The run that asked.</param>
    /// <param name="now">When the answer came, UTC.</param>
    /// <param name="confirmation">How far apart two answers must be to count.</param>
    public static Absence Observe(Absence? before, MemberId member, RunId run, DateTimeOffset now, Confirmation confirmation) => before switch
    {
        null => new Absence(member, 1, now, now, run),

        // The clock was set back: from now on the time to the next one is measured anew.
        _ when now < before.LastSeen => before with { LastSeen = now },
        _ when now - before.LastSeen >= confirmation.Apart => before with { Observations = before.Observations + 1, LastSeen = now, LastRun = run },
        _ => before,
    };

    /// <summary>Whether so many answers agree that the member may lose roles.</summary>
    /// <param name="confirmation">How many must agree.</param>
    public bool IsConfirmed(Confirmation confirmation) => Observations >= confirmation.Needed;
}

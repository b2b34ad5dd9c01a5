using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Core.Standings;
using RoleSync.HandEdits;
using RoleSync.Work;

namespace RoleSync.Applying.Rechecks;

/// <summary>What is known now of the members of a batch, apart from what Discord shows of each; by it is judged which of their planned changes still hold.</summary>
internal abstract record FreshEvidence
{
    private FreshEvidence()
    {
    }

    /// <summary>Judges the changes of one member.</summary>
    /// <param name="member">The member as Discord shows it now.</param>
    /// <param name="pending">The member's pending changes, in order; not empty.</param>
    /// <param name="now">The time.</param>
    public abstract Recheck Judge(Member member, IReadOnlyList<StoredChange> pending, DateTimeOffset now);

    /// <summary>An undo takes back what was written: what Ethos says now plays no part in it.</summary>
    /// <param name="Guild">The guild as inspected.</param>
    public sealed record OfUndo(GuildState Guild) : FreshEvidence
    {
        /// <inheritdoc/>
        public override Recheck Judge(Member member, IReadOnlyList<StoredChange> pending, DateTimeOffset now)
        {
            var holding = UndoPlanner.StillHolding([.. pending.Select(item => item.Change)], member, Guild.Policy);
            var unnamed = pending.FirstOrDefault(item => !Guild.Policy.Managed.Contains(item.Change.Role));
            return new Recheck(holding, unnamed is null ? UndoPlanner.ChangedSinceNote : Applicability.WhyLeft(unnamed.Change, Guild.Policy));
        }
    }

    /// <summary>Every other run makes roles follow standings.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Guild">The guild as inspected.</param>
    /// <param name="Standings">What Ethos says now of each member of the batch.</param>
    /// <param name="Absences">The members whom Ethos did not know when it was last asked.</param>
    /// <param name="HandEdits">What is known of roles that people changed by hand; null while such changes are put right.</param>
    /// <param name="Confirmation">How often, and how far apart, Ethos must have said that it does not know a member before a role is taken for that.</param>
    public sealed record OfStandings(
        RunId Run, GuildState Guild, IReadOnlyDictionary<MemberId, Standing> Standings, IReadOnlyDictionary<MemberId, Absence> Absences, HandEditMemory? HandEdits,
        Confirmation Confirmation) : FreshEvidence
    {
        /// <inheritdoc/>
        public override Recheck Judge(Member member, IReadOnlyList<StoredChange> pending, DateTimeOffset now)
        {
            if (Applicability.OutOfScope(pending[0].Change, member, Guild.Policy) is { } outside)
            {
                return new Recheck([], outside);
            }

            // Ethos has no part in what becomes of strays, and was not asked.
            if (pending[0].Change.ForStray)
            {
                return Within(pending, Planner.Strip(member, Guild.Policy, Guild.Obstacles), AbsenceNotes.None);
            }

            var standing = Standings[member.Id];
            if (standing is Standing.Unknown unknown)
            {
                return new Recheck([], $"A fresh look gave no trustworthy answer: {unknown.Why}");
            }

            var before = Absences.GetValueOrDefault(member.Id);
            var notes = before is null ? AbsenceNotes.None : new AbsenceNotes([], [member.Id]);
            if (standing is Standing.Absent)
            {
                var absence = Absence.Observe(before, member.Id, Run, now, Confirmation);
                notes = absence == before ? AbsenceNotes.None : new AbsenceNotes([absence], []);
                if (!absence.IsConfirmed(Confirmation))
                {
                    return new Recheck([], "A fresh look did not find the member at Ethos; another one must agree before a role is taken.") { Absence = notes };
                }
            }

            var needed = Planner.Plan(member, standing, Guild.Policy, Guild.Obstacles);
            return Within(pending, HandEdits?.Part(member, needed).Sent ?? needed, notes);
        }

        private static Recheck Within(IReadOnlyList<StoredChange> pending, IReadOnlyList<Change> needed, AbsenceNotes notes)
        {
            var fresh = needed.Where(change => change.Obstacle is null).ToList();
            var (covered, beyond) = PlanCeiling.Split([.. pending.Select(item => item.Change)], fresh);
            return new Recheck(covered, "A fresh look showed other roles or another score than the plan.") { Beyond = beyond, Absence = notes };
        }
    }
}

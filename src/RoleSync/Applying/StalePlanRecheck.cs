using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Core.Standings;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;
using RoleSync.HandEdits;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>
/// Nothing older than <see cref="SyncOptions.PlanFreshness"/> is applied, and nothing that was planned by another policy than that of now: the
/// members of such a batch are looked up again, with one call to Ethos and one to Discord per member, and changes that no longer hold are
/// dropped or amended. A fresh look gives more than was planned, but never takes more: that is for the next plan, and for the guard.
/// </summary>
internal sealed class StalePlanRecheck(
    MemberLookup lookup, StandingSource ethos, PlanMemory memory, ChangeJournal journal, MemberLocks hands, HandEditDetector drift, RunMemories memories, TimeProvider time,
    IOptions<SyncOptions> options)
{
    /// <summary>The note of an undo's change whose role is not as the undone run left it.</summary>
    public const string UndoNote = "A fresh look showed that the role was changed since the plan; it is left alone.";

    /// <summary>A change of a time to come was planned before the clock was set back; so much may the clocks of two processes differ.</summary>
    private static readonly TimeSpan _skew = TimeSpan.FromMinutes(1);

    /// <summary>So often a run waits for a silent Ethos; then changes that cannot be looked at are dropped, so that the run ends.</summary>
    private const int MaximumSilences = 3;

    private static readonly TimeSpan _silencePause = TimeSpan.FromMinutes(1);

    private static readonly IReadOnlyDictionary<MemberId, Standing> _nothingAsked = new Dictionary<MemberId, Standing>();

    /// <summary>Whether the members of a batch have to be looked up again before it is applied.</summary>
    public bool MustLookAt(Run run, MemberBatch batch, Policy policy)
    {
        var now = time.GetUtcNow();

        // An undo takes back what was written, whatever the tiers are called now.
        return batch.IsOutside(now - options.Value.PlanFreshness, now + _skew) || (run.Kind is not RunKind.Undo && run.PlannedBy != policy.Fingerprint);
    }

    /// <summary>Makes the batch fresh in the store.</summary>
    /// <returns>Null when every change of it holds now; otherwise why the run cannot go on.</returns>
    public async Task<PhaseResult?> RefreshAsync(
        RunLease lease, Run run, MemberBatch batch, GuildState guild, TimeBudget budget, CancellationToken ct)
    {
        var members = batch.Members.Select(member => member[0].Change.Member).ToList();

        // An undo takes back what was written; what Ethos says now plays no part in it.
        var isUndo = run.Kind is RunKind.Undo;
        var standings = isUndo ? _nothingAsked : await ethos.LookUpAsync(members, ct);
        var isSilent = !isUndo && StandingSource.IsOutage(standings);
        if (!isSilent)
        {
            memories.Of(run.Id).EndSilence();
        }
        else if (memories.Of(run.Id).CountSilence() <= MaximumSilences)
        {
            return new PhaseResult.Postponed("Ethos gives no usable answer; what was planned a while ago is looked at anew then.", _silencePause);
        }

        var absences = (isUndo ? [] : await memory.AbsencesOfAsync(run.Guild, members, ct)).ToDictionary(absence => absence.Member);
        var known = isUndo ? null : await drift.RecallAsync(run.Guild, members, guild, ct);
        var confirmed = new List<MemberId>();
        foreach (var planned in batch.Members)
        {
            // In hand until the answer is stored: a verification that wrote in between would be undone by what was seen before it.
            var member = planned[0].Change.Member;
            using var hand = await hands.TakeAsync(run.Guild, member, ct);
            var pending = await journal.PendingAsync(run.Id, planned[0].Index, planned[0].Index + 1, 1, ct);
            if (pending.Count == 0)
            {
                continue;
            }

            var answer = await lookup.ReadAsync(run.Guild, member, budget.Left, ct);
            var look = answer switch
            {
                DiscordAnswer<Member>.Ok ok when isUndo => Recheck(ok.Value, pending, guild),
                DiscordAnswer<Member>.Ok ok => Look(run, ok.Value, standings[member], absences.GetValueOrDefault(member), known, pending, guild),
                DiscordAnswer<Member>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser } =>
                    new Recheck([], Applicability.LeftNote),
                _ => null,
            };
            if (look is null)
            {
                return PhaseResult.Of(answer, $"reading member {member}");
            }

            if (MemberBatch.Same(pending, look.Changes) && look.Beyond.Count == 0)
            {
                confirmed.Add(member);
            }
            else if (!await lease.AmendAsync(pending, AsAgreed(run, look), time.GetUtcNow(), ct))
            {
                return new PhaseResult.LeaseLost();
            }
        }

        return confirmed.Count == 0 || await lease.ConfirmAsync(confirmed, time.GetUtcNow(), ct) ? null : new PhaseResult.LeaseLost();
    }

    /// <summary>Applying the plan of a dry run means that very plan: where it no longer holds, the member is left out.</summary>
    private static Recheck AsAgreed(Run run, Recheck look) =>
        run is { Kind: not RunKind.Undo, Of: not null } ? look with { Changes = [], Beyond = [] } : look;

    private static Recheck Recheck(Member member, IReadOnlyList<StoredChange> pending, GuildState guild) => new(
        UndoPlanner.StillHolding([.. pending.Select(item => item.Change)], member, guild.Policy),
        UndoNote);

    private Recheck Look(
        Run run, Member member, Standing standing, Absence? before, HandEditMemory? known, IReadOnlyList<StoredChange> pending, GuildState guild)
    {
        if (Applicability.OutOfScope(member, guild.Policy) is { } outside)
        {
            return new Recheck([], outside);
        }

        if (standing is Standing.Unknown unknown)
        {
            return new Recheck([], $"A fresh look gave no trustworthy answer: {unknown.Why}");
        }

        var notes = AbsenceNotes.None;
        if (standing is Standing.Absent)
        {
            var absence = Absence.Observe(before, member.Id, run.Id, time.GetUtcNow());
            notes = absence == before ? notes : new AbsenceNotes([absence], []);
            if (!absence.IsConfirmed(options.Value.ConfirmAbsent))
            {
                return new Recheck([], "A fresh look did not find the member at Ethos; another one must agree before a role is taken.") { Absence = notes };
            }
        }
        else if (before is not null)
        {
            notes = new AbsenceNotes([], [member.Id]);
        }

        var needed = Planner.Plan(member, standing, guild.Policy, guild.Obstacles);
        var fresh = (known?.Part(member, needed).Sent ?? needed).Where(change => change.Obstacle is null).ToList();
        var (covered, beyond) = PlanCeiling.Split([.. pending.Select(item => item.Change)], fresh);
        return new Recheck(covered, "A fresh look showed other roles or another score than the plan.") { Beyond = beyond, Absence = notes };
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Core.Standings;
using RoleSync.Discord;
using RoleSync.Storage;

namespace RoleSync.Running;

/// <summary>
/// Nothing older than <see cref="SyncOptions.PlanFreshness"/> is applied: the members of an older batch are looked up again,
/// with one call to Ethos and one to Discord per member, and changes that no longer hold are dropped or amended. A fresh look gives more
/// than was planned, but never takes more: that is for the next plan, and for the guard.
/// </summary>
internal sealed class Refresher(
    DiscordClient discord, StandingReader ethos, RunStore runs, DriftWatch drift, TimeProvider time, IOptions<SyncOptions> options)
{
    /// <summary>So often a run waits for a silent Ethos; then changes that cannot be looked at are dropped, so that the run ends.</summary>
    private const int MaximumSilences = 3;

    private static readonly TimeSpan _silencePause = TimeSpan.FromMinutes(1);

    private static readonly IReadOnlyDictionary<MemberId, Standing> _nothingAsked = new Dictionary<MemberId, Standing>();

    private readonly ConcurrentDictionary<RunId, int> _silences = new();

    /// <summary>Makes the batch fresh in the store.</summary>
    /// <returns>Null when every change of it holds now; otherwise why the run cannot go on.</returns>
    public async Task<PhaseEnd?> RefreshAsync(
        RunLease lease, Run run, Batch batch, Terrain terrain, TimeBudget budget, CancellationToken ct)
    {
        var members = batch.Members.Select(member => member[0].Change.Member).ToList();

        // An undo takes back what was written; what Ethos says now plays no part in it.
        var isUndo = run.Kind is RunKind.Undo;
        var standings = isUndo ? _nothingAsked : await ethos.LookUpAsync(members, ct);
        if (!isUndo && StandingReader.IsOutage(standings) && _silences.AddOrUpdate(run.Id, 1, (_, seen) => seen + 1) <= MaximumSilences)
        {
            return new PhaseEnd.Later(_silencePause, "Ethos gives no usable answer; what was planned a while ago is looked at anew then.");
        }

        var absences = (isUndo ? [] : await runs.AbsencesOfAsync(run.Guild, members, ct)).ToDictionary(absence => absence.Member);
        var known = isUndo ? null : await drift.LookAsync(run.Guild, members, new Ground(terrain.Policy, terrain.Obstacles), ct);
        var confirmed = new List<MemberId>();
        foreach (var pending in batch.Members)
        {
            var member = pending[0].Change.Member;
            var answer = await ReadAsync(run.Guild, member, budget, ct);
            var look = answer switch
            {
                DiscordAnswer<Member>.Ok ok when isUndo => Recheck(ok.Value, pending, terrain),
                DiscordAnswer<Member>.Ok ok => Look(run, ok.Value, standings[member], absences.GetValueOrDefault(member), known, pending, terrain),
                DiscordAnswer<Member>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser } =>
                    new FreshLook([], "The member has left the server."),
                _ => null,
            };
            if (look is null)
            {
                return PhaseEnd.Of(answer, $"reading member {member}");
            }

            if (Batch.Same(pending, look.Changes) && look.Beyond.Count == 0)
            {
                confirmed.Add(member);
            }
            else if (!await lease.AmendAsync(pending[0].Index, member, AsAgreed(run, look), time.GetUtcNow(), ct))
            {
                return PhaseEnd.GripLost;
            }
        }

        return confirmed.Count == 0 || await lease.ConfirmAsync(confirmed, time.GetUtcNow(), ct) ? null : PhaseEnd.GripLost;
    }

    /// <summary>Applying the plan of a dry run means that very plan: where it no longer holds, the member is left out.</summary>
    private static FreshLook AsAgreed(Run run, FreshLook look) =>
        run is { Kind: not RunKind.Undo, Of: not null } ? look with { Changes = [], Beyond = [] } : look;

    /// <summary>Before that time, plans are too old.</summary>
    public DateTimeOffset Oldest => time.GetUtcNow() - options.Value.PlanFreshness;

    /// <summary>Reads the member; an empty list of roles, which Discord is known to send by mistake, counts when it comes twice.</summary>
    private async Task<DiscordAnswer<Member>> ReadAsync(GuildId guild, MemberId member, TimeBudget budget, CancellationToken ct)
    {
        var answer = await discord.GetMemberAsync(guild, member, budget.Left, ct);
        return answer is DiscordAnswer<Member>.Ok { Value.Roles.Count: 0 }
            ? await discord.GetMemberAsync(guild, member, budget.Left, ct)
            : answer;
    }

    private static FreshLook Recheck(Member member, IReadOnlyList<RecordedChange> pending, Terrain terrain) => new(
        UndoPlanner.StillHolding([.. pending.Select(item => item.Change)], member, terrain.Policy),
        "A fresh look showed that the role was changed since the plan; it is left alone.");

    private FreshLook Look(
        Run run, Member member, Standing standing, Absence? before, KnownPage? known, IReadOnlyList<RecordedChange> pending, Terrain terrain)
    {
        if (!terrain.Policy.Covers(member))
        {
            return new FreshLook([], "The member no longer holds the verified role, or has become exempt.");
        }

        if (standing is Standing.Unknown unknown)
        {
            return new FreshLook([], $"A fresh look gave no trustworthy answer: {unknown.Why}");
        }

        var notes = AbsenceNotes.None;
        if (standing is Standing.Absent)
        {
            var absence = Absence.Look(before, member.Id, run.Id, time.GetUtcNow());
            notes = absence == before ? notes : new AbsenceNotes([absence], []);
            if (!absence.IsConfirmed(options.Value.ConfirmAbsent))
            {
                return new FreshLook([], "A fresh look did not find the member at Ethos; another one must agree before a role is taken.") { Absence = notes };
            }
        }
        else if (before is not null)
        {
            notes = new AbsenceNotes([], [member.Id]);
        }

        var needed = Planner.Plan(member, standing, terrain.Policy, terrain.Obstacles);
        var fresh = (known?.Part(member, needed).Sent ?? needed).Where(change => change.Obstacle is null).ToList();
        var (covered, beyond) = Coverage.Split([.. pending.Select(item => item.Change)], fresh);
        return new FreshLook(covered, "A fresh look showed other roles or another score than the plan.") { Beyond = beyond, Absence = notes };
    }
}

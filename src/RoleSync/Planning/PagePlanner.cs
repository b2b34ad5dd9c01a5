using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Core.Standings;
using RoleSync.HandEdits;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>Plans the members of a page, or those who were asked for again. Reads what is known of absent members, writes nothing.</summary>
internal sealed class PagePlanner(PlanMemory memory, ChangeJournal journal, HandEditDetector handEdits, TimeProvider time, IOptions<SyncOptions> options)
{
    /// <summary>The most members of a run that are asked for again; more are a sign that the source is unwell, and wait for the next run.</summary>
    private const int MaximumUnresolved = 10_000;

    private static readonly IReadOnlyDictionary<MemberId, RoleId> _nothingOwed = new Dictionary<MemberId, RoleId>();

    /// <summary>The plan of a page that was just listed.</summary>
    /// <param name="run">The run, with the counts of all pages before.</param>
    /// <param name="page">The page.</param>
    /// <param name="guild">What the guild expects and what stands in the way.</param>
    /// <param name="holders">How many members hold each tier role on the pages before.</param>
    /// <param name="ct">Cancels the look at the store.</param>
    public async Task<PlannedPage> PlanAsync(Run run, MemberStandings page, GuildState guild, IReadOnlyDictionary<RoleId, int> holders, CancellationToken ct)
    {
        var standings = await page.Standings;
        var listedUpTo = page.Page.Last ?? run.ListedUpTo ?? default;
        var absences = await memory.AbsencesBetweenAsync(run.Guild, run.ListedUpTo, listedUpTo, ct);
        var known = await handEdits.RecallAsync(run, listedUpTo, guild, ct);
        var owed = await OwedAsync(run.Guild, page.InScope, guild, ct);
        var plan = new Plan(run, guild, absences, known, owed, options.Value.ConfirmAbsent, time.GetUtcNow());
        for (var i = 0; i < page.InScope.Count; i++)
        {
            plan.Add(run.Total + i, page.InScope[i], standings[page.InScope[i].Id]);
        }

        return plan.ToPage(time.GetUtcNow(), isWholePage: true) with
        {
            ListedUpTo = listedUpTo,
            Listed = page.Page.Members.Count,
            InScope = page.InScope.Count,
            Unknown = plan.Unknown.Count,
            Holders = page.InScope.Count == 0 ? null : Counted(page.InScope, guild.Policy, holders),
            Unresolved = [.. plan.Unknown.Take(Math.Max(0, MaximumUnresolved - run.Unknown)).Select(one => Managed(one, guild.Policy))],
        };
    }

    /// <summary>The plan of members who were asked for again: what it adds to the counts of their pages.</summary>
    public async Task<PlannedPage> PlanAsync(
        Run run, IReadOnlyList<UnresolvedMember> unresolved, IReadOnlyDictionary<MemberId, Standing> standings, GuildState guild, CancellationToken ct)
    {
        var absences = await memory.AbsencesOfAsync(run.Guild, [.. unresolved.Select(one => one.Member.Id)], ct);
        var known = await handEdits.RecallAsync(run.Guild, [.. unresolved.Select(one => one.Member.Id)], guild, ct);
        var owed = await OwedAsync(run.Guild, [.. unresolved.Select(one => one.Member)], guild, ct);
        var plan = new Plan(run, guild, absences, known, owed, options.Value.ConfirmAbsent, time.GetUtcNow());
        foreach (var one in unresolved)
        {
            plan.Add(one.Index, one.Member, standings[one.Member.Id]);
        }

        // As old as the older half of what was looked at: the roles were read when the member was listed.
        return plan.ToPage(unresolved.Min(one => one.ListedAt), isWholePage: false) with
        {
            ListedUpTo = run.ListedUpTo ?? default,
            Unknown = plan.Unknown.Count - unresolved.Count,
            SettledUpTo = unresolved[^1].Index,
        };
    }

    /// <summary>What is owed to members without a tier; asked only where a tier role cannot be written.</summary>
    private async Task<IReadOnlyDictionary<MemberId, RoleId>> OwedAsync(
        GuildId id, IReadOnlyList<Member> members, GuildState guild, CancellationToken ct)
    {
        var tiers = guild.Policy.Roles.Where(role => role.IsTier).ToList();
        if (!tiers.Exists(tier => guild.Obstacles.ContainsKey(tier.Id)))
        {
            return _nothingOwed;
        }

        List<MemberId> without = [.. members.Where(member => !tiers.Exists(tier => member.Has(tier.Id))).Select(member => member.Id)];
        return without.Count == 0 ? _nothingOwed : await journal.OwedTiersAsync(id, without, ct);
    }

    private static UnresolvedMember Managed(UnresolvedMember one, Policy policy) =>
        one with { Member = one.Member with { Roles = [.. one.Member.Roles.Where(policy.Managed.Contains)] } };

    private static Dictionary<RoleId, int> Counted(IReadOnlyList<Member> members, Policy policy, IReadOnlyDictionary<RoleId, int> before)
    {
        var holders = before.ToDictionary();
        foreach (var member in members)
        {
            for (var i = 0; i < member.Roles.Count; i++)
            {
                if (policy.Find(member.Roles[i]) is { IsTier: true } tier)
                {
                    holders[tier.Id] = holders.GetValueOrDefault(tier.Id) + 1;
                }
            }
        }

        return holders;
    }

    /// <summary>A page in the making.</summary>
    private sealed class Plan(
        Run run, GuildState guild, IReadOnlyList<Absence> absences, HandEditMemory? known, IReadOnlyDictionary<MemberId, RoleId> owed, int looksNeeded, DateTimeOffset now)
    {
        private readonly Dictionary<MemberId, Absence> _over = absences.ToDictionary(absence => absence.Member);
        private readonly List<Absence> _seen = [];
        private readonly List<(int Index, Change Change)> _changes = [];
        private readonly List<(int Index, Change Change, Outcome Outcome)> _unsent = [];
        private int _known;
        private int _losing;
        private int _awaiting;

        public List<UnresolvedMember> Unknown { get; } = [];

        public void Add(int index, Member member, Standing standing)
        {
            known?.Keep(member.Id);
            if (standing is Standing.Unknown unknown)
            {
                // An outage neither agrees with an earlier look nor takes it back; an odd answer about the person says at least that there is one.
                if (unknown.IsOutage)
                {
                    _over.Remove(member.Id);
                }

                Unknown.Add(new UnresolvedMember(index, member, now));
                return;
            }

            _known += standing is Standing.Known ? 1 : 0;
            var changes = Planner.Plan(member, standing, guild.Policy, guild.Obstacles);
            if (changes.Count == 0)
            {
                known?.NoteRight(member.Id, standing);
                return;
            }

            if ((standing is Standing.Absent && !Confirm(member.Id)) || index < run.StartIndex)
            {
                return;
            }

            var (sent, left) = known?.Part(member, changes) ?? (changes, []);
            sent = owed.TryGetValue(member.Id, out var taken) ? Planner.GiveBack(sent, member, taken, guild.Policy, guild.Obstacles) : sent;
            _changes.AddRange(sent.Select(change => (index, change)));
            _unsent.AddRange(left.Select(change => (index, change, Outcome.Conflict)));
            _losing += sent.Any(change => change is { Kind: ChangeKind.Revoke, Direction: Direction.Loss, Obstacle: null }) ? 1 : 0;
        }

        public PlannedPage ToPage(DateTimeOffset plannedAt, bool isWholePage) => new(default, 0, 0, 0, _losing, _changes, plannedAt)
        {
            Known = _known,
            Awaiting = _awaiting,
            CountsWhatStands = true,
            Unsent = _unsent,

            // What a dry run sees is no look: it leaves nothing behind that a later run would build on.
            Absences = run.Kind is RunKind.DryRun ? AbsenceNotes.None : new AbsenceNotes(_seen, [.. _over.Keys]),
            LastSeenRoles = run.Kind is RunKind.DryRun || known is null ? LastSeenRolesNotes.None : known.Notes(run.Id, isWholePage),
        };

        private bool Confirm(MemberId member)
        {
            _over.Remove(member, out var before);
            var absence = Absence.Observe(before, member, run.Id, now);
            if (absence != before)
            {
                _seen.Add(absence);
            }

            var isConfirmed = absence.IsConfirmed(looksNeeded);
            _awaiting += isConfirmed ? 0 : 1;
            return isConfirmed;
        }
    }
}

using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Core.Standings;
using RoleSync.HandEdits;
using RoleSync.Reading;
using RoleSync.Storage;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>
/// Plans the members of one page of the guild's list, or up to 500 members whom Ethos was asked about a second time. It reads what earlier runs have
/// stored of these members (who was absent at Ethos, which roles they held, which tier they lost for nothing), and writes nothing.
/// </summary>
internal sealed class PagePlanner(
    RunStore runs, PlanMemory memory, ChangeJournal journal, StrayStore strays, HandEditDetector handEdits, TimeProvider time, IOptions<SyncOptions> options)
{
    /// <summary>The most members of a run that are asked for again; more are a sign that the source is unwell, and wait for the next run.</summary>
    private const int MaximumUnresolved = 10_000;

    private static readonly IReadOnlyDictionary<MemberId, RoleId> _noneOwed = new Dictionary<MemberId, RoleId>();

    /// <summary>The plan of a page that was just listed.</summary>
    /// <param name="run">The run, with the counts of all pages before.</param>
    /// <param name="page">The page.</param>
    /// <param name="guild">The guild as inspected.</param>
    /// <param name="holders">How many members hold each tier role on the pages before.</param>
    /// <param name="ct">Cancels the queries.</param>
    public async Task<PlannedPage> PlanAsync(Run run, MemberStandings page, GuildState guild, IReadOnlyDictionary<RoleId, int> holders, CancellationToken ct)
    {
        var standings = await page.Standings;
        var listedUpTo = page.Page.Last ?? run.ListedUpTo ?? default;
        var absences = await memory.AbsencesBetweenAsync(run.Guild, run.ListedUpTo, listedUpTo, ct);
        var known = await handEdits.RecallAsync(run, listedUpTo, guild, ct);
        var owed = await OwedAsync(run.Guild, page.InScope, guild, ct);
        var decided = await DecidedAsync(run, run.ListedUpTo, listedUpTo, ct);
        var plan = new PagePlan(run, guild, absences, known, owed, decided, options.Value.Confirmation, time.GetUtcNow());
        var unasked = 0;
        for (var i = 0; i < page.InScope.Count; i++)
        {
            if (guild.Policy.Covers(page.InScope[i]))
            {
                plan.Add(run.Total + i, page.InScope[i], standings[page.InScope[i].Id]);
                continue;
            }

            plan.AddStray(run.Total + i, page.InScope[i]);
            unasked++;
        }

        var seen = Strays(page, guild.Policy);
        return plan.ToPage(time.GetUtcNow(), isWholePage: true) with
        {
            ListedUpTo = listedUpTo,
            Listed = page.Page.Members.Count,
            InScope = page.InScope.Count,
            Unasked = unasked,
            WithoutRoles = page.InScope.Count(member => !guild.Policy.HoldsManaged(member)),
            Strays = seen.Count,
            StrayNotes = StrayNotes.Between(await strays.BetweenAsync(run.Guild, run.ListedUpTo, page.Page.IsLast ? null : listedUpTo, ct), seen),
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
        var members = unresolved.Select(one => one.Member.Id.Value).ToList();
        var decided = await DecidedAsync(run, new MemberId(members.Min() - 1), new MemberId(members.Max()), ct);
        var plan = new PagePlan(run, guild, absences, known, owed, decided, options.Value.Confirmation, time.GetUtcNow());
        foreach (var one in unresolved)
        {
            plan.Add(one.Index, one.Member, standings[one.Member.Id]);
        }

        // As old as the older of its two sources: the standings are new, the roles were read when the member was listed.
        return plan.ToPage(unresolved.Min(one => one.ListedAt), isWholePage: false) with
        {
            ListedUpTo = run.ListedUpTo ?? default,
            Unknown = plan.Unknown.Count - unresolved.Count,
            SettledUpTo = unresolved[^1].Index,
        };
    }

    /// <summary>Everybody on the page who holds managed roles without the verified role, in the run's list or not.</summary>
    private List<Stray> Strays(MemberStandings page, Policy policy) =>
    [
        .. page.Page.Members.Where(policy.IsStray).Select(member =>
            new Stray(member.Id, [.. policy.Roles.Select(role => role.Id).Where(member.Has)], time.GetUtcNow())),
    ];

    /// <summary>What people have decided, or are to decide, about losses of these members; nothing for a run that a person asks for.</summary>
    private async Task<DecidedLosses?> DecidedAsync(Run run, MemberId? after, MemberId upTo, CancellationToken ct) => run.Trigger.IsScheduled()
        ? new DecidedLosses(
            await runs.WaitingAsync(run.Guild, ct) is { Phase: RunPhase.Held }, await memory.RejectedBetweenAsync(run.Guild, after, upTo, ct))
        : null;

    /// <summary>The tier role that an earlier run took of members who have none now, for a new one that could not be given; only where a tier role cannot be written.</summary>
    private async Task<IReadOnlyDictionary<MemberId, RoleId>> OwedAsync(
        GuildId id, IReadOnlyList<Member> members, GuildState guild, CancellationToken ct)
    {
        var tiers = guild.Policy.Roles.Where(role => role.IsTier).ToList();
        if (!tiers.Exists(tier => guild.Obstacles.ContainsKey(tier.Id)))
        {
            return _noneOwed;
        }

        List<MemberId> without = [.. members.Where(member => !tiers.Exists(tier => member.Has(tier.Id))).Select(member => member.Id)];
        return without.Count == 0 ? _noneOwed : await journal.OwedTiersAsync(id, without, ct);
    }

    /// <summary>Of the roles those that the policy names: the rest plays no part, and is not stored.</summary>
    private static UnresolvedMember Managed(UnresolvedMember one, Policy policy) =>
        one with { Member = one.Member with { Roles = [.. one.Member.Roles.Where(policy.Managed.Contains)] } };

    /// <summary>The holders of each tier role, on this page and all before it.</summary>
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
}

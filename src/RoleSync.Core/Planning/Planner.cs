using System.Globalization;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Core.Standings;

namespace RoleSync.Core.Planning;

/// <summary>Compares what a member holds with what Ethos says. Pure: awaits nothing, knows no clock.</summary>
public static class Planner
{
    /// <summary>The cause of changes for whom Ethos does not know.</summary>
    public const string AbsentCause = "no Ethos profile";

    /// <summary>The cause of changes of whoever holds managed roles without the verified role.</summary>
    public const string StrayCause = "without the verified role";

    private static readonly IReadOnlyList<Change> _nothing = [];

    /// <summary>
    /// The changes of one member, in the order they are to be sent: the verified role where it is due, granted badges, the tier, revoked badges. A tier role that a higher
    /// one replaces goes after the grant, any other one before it. Empty, and without an allocation, when nothing is to change.
    /// </summary>
    /// <param name="member">As Discord shows the member now.</param>
    /// <param name="standing">As Ethos answered.</param>
    /// <param name="policy">The guild's policy.</param>
    /// <param name="obstacles">The roles that the bot cannot give or take, with the reason.</param>
    public static IReadOnlyList<Change> Plan(
        Member member, Standing standing, Policy policy, IReadOnlyDictionary<RoleId, string> obstacles)
    {
        if (!policy.Covers(member) || policy.Expect(member, standing) is not { } expectation || policy.IsMet(expectation, member))
        {
            return _nothing;
        }

        var plan = new MemberPlan(member, standing, obstacles);
        if (!member.Has(policy.Verified) && expectation.Includes(policy.Verified) && obstacles.ContainsKey(policy.Verified))
        {
            // Whoever cannot be given the verified role is given no other, and keeps what there is.
            plan.Grant(policy.Find(policy.Verified)!);
            return plan.Changes;
        }

        plan.GrantBadges(policy, expectation);
        plan.SwitchTier(policy, expectation.Tier);
        plan.RevokeBadges(policy, expectation);
        return plan.Changes;
    }

    /// <summary>The changes of a stray: every managed role is taken, the tier first, whatever Ethos says of the person. Empty for whoever is none.</summary>
    /// <param name="member">As Discord shows the member now.</param>
    /// <param name="policy">The guild's policy.</param>
    /// <param name="obstacles">The roles that the bot cannot give or take, with the reason.</param>
    public static IReadOnlyList<Change> Strip(Member member, Policy policy, IReadOnlyDictionary<RoleId, string> obstacles) =>
        policy.Strays is not StrayHandling.Strip || !policy.IsStray(member)
            ? _nothing
            :
            [
                .. policy.Roles.Where(role => member.Has(role.Id)).OrderByDescending(role => role.IsTier).Select(role => new Change(
                    member.Id, role.Id, ChangeKind.Revoke, Direction.Loss, role.IsTier, StrayCause,
                    role.IsTier ? $"stray: {role.Name} -> none" : $"stray: - {role.Name}", obstacles.GetValueOrDefault(role.Id))
                {
                    ForStray = true,
                }),
            ];

    /// <summary>The cause of a change that gives back a tier role which was taken for nothing.</summary>
    public const string GivenBackCause = "the new tier could not be granted";

    /// <summary>
    /// Adds to the plan of a member without a tier the tier role that an earlier run took, where the tier that is due cannot be granted: a wrong
    /// tier is better than none.
    /// </summary>
    /// <param name="changes">What <see cref="Plan"/> answered.</param>
    /// <param name="member">As Discord shows the member now.</param>
    /// <param name="owed">The role that was taken.</param>
    /// <param name="policy">The guild's policy.</param>
    /// <param name="obstacles">The roles that the bot cannot give or take, with the reason.</param>
    public static IReadOnlyList<Change> GiveBack(
        IReadOnlyList<Change> changes, Member member, RoleId owed, Policy policy, IReadOnlyDictionary<RoleId, string> obstacles)
    {
        var isStuck = changes.Any(change => change is { Kind: ChangeKind.Grant, IsTier: true, Obstacle: not null });
        return isStuck && policy.Find(owed) is { IsTier: true } role && !obstacles.ContainsKey(owed)
            && !policy.Roles.Any(other => other.IsTier && member.Has(other.Id))
            ? [.. changes, new Change(member.Id, owed, ChangeKind.Grant, Direction.Gain, IsTier: true, GivenBackCause, $"none -> {role.Name}")]
            : changes;
    }

    internal static string Cause(Standing standing) => standing switch
    {
        Standing.Known { HasInteractions: false } => "no interactions",
        Standing.Known known => string.Create(CultureInfo.InvariantCulture, $"score {known.Score:0.##}"),
        _ => AbsentCause,
    };

    private sealed class MemberPlan(Member member, Standing standing, IReadOnlyDictionary<RoleId, string> obstacles)
    {
        private readonly string _cause = Cause(standing);

        public List<Change> Changes { get; } = [];

        public void GrantBadges(Policy policy, Expectation expectation)
        {
            foreach (var role in policy.Roles)
            {
                if (!role.IsTier && expectation.Includes(role.Id) && !member.Has(role.Id))
                {
                    Grant(role);
                }
            }
        }

        public void Grant(ManagedRole role) => Add(role, ChangeKind.Grant, Direction.Gain, $"+ {role.Name}");

        public void RevokeBadges(Policy policy, Expectation expectation)
        {
            foreach (var role in policy.Roles)
            {
                if (!role.IsTier && !expectation.Includes(role.Id) && member.Has(role.Id))
                {
                    Add(role, ChangeKind.Revoke, Direction.Loss, $"- {role.Name}");
                }
            }
        }

        public void SwitchTier(Policy policy, ManagedRole? target)
        {
            var others = policy.Roles.Where(role => role.IsTier && role != target && member.Has(role.Id)).ToList();
            var grants = target is not null && !member.Has(target.Id);
            if (grants && obstacles.ContainsKey(target!.Id))
            {
                // The new tier cannot be given, so the old one stays: a wrong tier is better than none.
                GrantTier(target, others);
                return;
            }

            RevokeTiers(others, target, replaced: false);
            if (grants)
            {
                GrantTier(target!, others);
            }

            RevokeTiers(others, target, replaced: true);
        }

        private void GrantTier(ManagedRole target, List<ManagedRole> others) =>
            Add(
                target,
                ChangeKind.Grant,
                others.TrueForAll(other => Replaces(target, other)) ? Direction.Gain : Direction.Loss,
                $"{others.FirstOrDefault()?.Name ?? "none"} -> {target.Name}",
                others.FirstOrDefault());

        private static bool Replaces(ManagedRole? target, ManagedRole other) =>
            target is { Rank: { } rank } && other.Rank is { } old && rank.IsAbove(old);

        private void RevokeTiers(List<ManagedRole> others, ManagedRole? target, bool replaced)
        {
            foreach (var other in others.Where(other => Replaces(target, other) == replaced))
            {
                Add(other, ChangeKind.Revoke, replaced ? Direction.Gain : Direction.Loss, $"{other.Name} -> {target?.Name ?? "none"}", target);
            }
        }

        private void Add(ManagedRole role, ChangeKind kind, Direction direction, string transition, ManagedRole? otherTier = null) =>
            Changes.Add(new Change(
                member.Id, role.Id, kind, direction, role.IsTier, _cause, transition, obstacles.GetValueOrDefault(role.Id))
            {
                ForAbsence = standing is not Standing.Known,
                OtherTier = otherTier?.Id,
            });
    }
}

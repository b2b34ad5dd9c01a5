using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;

namespace RoleSync.Core.Planning;

/// <summary>Plans how the changes that a run wrote are taken back. Pure: what Ethos says plays no part in it.</summary>
public static class UndoPlanner
{
    /// <summary>The note of a planned inverse change that <see cref="StillHolding"/> leaves out.</summary>
    public const string ChangedSinceNote = "A fresh look showed that the role was changed since the plan; it is left alone.";

    /// <summary>The inverse of what a run wrote for one member, last change first, where each role is still as the run left it.</summary>
    /// <param name="cause">What the inverse changes give as their cause, e.g. <c>undo of run 12</c>.</param>
    /// <param name="written">The member's changes that Discord confirmed, in the order in which they were sent.</param>
    /// <param name="member">As Discord shows the member now; null when the member has left.</param>
    /// <param name="policy">The guild's policy as it is now.</param>
    /// <param name="obstacles">The roles that the bot cannot give or take, with the reason.</param>
    /// <param name="since">
    /// Which of these roles later runs are known to have turned back: the sentence for the list of conflicts, or null where that was an undo of the
    /// same run, so that nothing is left to do. A role that is not as the run left it and is not named here was changed by somebody else.
    /// </param>
    public static UndoPlan Plan(
        string cause, IReadOnlyList<Change> written, Member? member, Policy policy, IReadOnlyDictionary<RoleId, string> obstacles,
        IReadOnlyDictionary<RoleId, string?> since)
    {
        var net = Net(written);
        if (member is null)
        {
            return new UndoPlan(
                [], [.. net.Select(change => (Inverse(cause, change, net, null, policy) with { Obstacle = "The member has left the server." }, Outcome.Gone))]);
        }

        var tiers = net.Where(change => change.IsTier).ToList();
        var tierMoved = !tiers.TrueForAll(change => IsAsLeft(change, member)) || ForeignTier(tiers, member, policy) is not null;
        var tierObstacle = tiers.Select(change => ObstacleOf(change, policy, obstacles)).FirstOrDefault(obstacle => obstacle is not null);
        var (changes, unsent) = (new List<Change>(), new List<(Change, Outcome)>());
        foreach (var change in net)
        {
            var inverse = Inverse(cause, change, net, member, policy);
            if (!IsAsLeft(change, member) && since.TryGetValue(change.Role, out var known) && known is null)
            {
                continue;
            }

            if (Conflict(change, member, policy, since, tierMoved) is { } conflict)
            {
                unsent.Add((inverse with { Obstacle = conflict }, Outcome.Conflict));
            }
            else
            {
                changes.Add(inverse with { Obstacle = change.IsTier ? tierObstacle : ObstacleOf(change, policy, obstacles) });
            }
        }

        return new UndoPlan(changes, unsent);
    }

    /// <summary>
    /// Which of a member's planned inverse changes still hold at a later look. The first one may have been sent already by a process that
    /// was killed before it could store so; every other one must find its role as the undone run left it. Nothing is given to a member out of
    /// scope, for no run would look after it.
    /// </summary>
    /// <param name="pending">The member's pending changes, in order.</param>
    /// <param name="member">As Discord shows the member now.</param>
    /// <param name="policy">The guild's policy as it is now.</param>
    public static IReadOnlyList<Change> StillHolding(IReadOnlyList<Change> pending, Member member, Policy policy)
    {
        bool Holds(Change change) => change == pending[0] || member.Has(change.Role) == (change.Kind is ChangeKind.Revoke);

        if (policy.Exempt is { } exempt && member.Has(exempt))
        {
            return [];
        }

        var tiers = pending.Where(change => change.IsTier).ToList();
        var tierHolds = tiers.TrueForAll(Holds) && tiers.TrueForAll(change =>
            change.Kind is ChangeKind.Revoke || policy.Roles.All(role => !IsForeign(role, tiers, change.Role, member) || change.OtherTier == role.Id));
        var isInScope = policy.Covers(member);
        return
        [
            .. Applicability.Part(pending, policy).Named
                .Where(change => (change.Kind is ChangeKind.Revoke || (change.ForStray ? MayStray(member, policy) : isInScope))
                    && (change.IsTier ? tierHolds : Holds(change))),
        ];
    }

    /// <summary>Whether the role is as the change left it.</summary>
    public static bool IsAsLeft(Change written, Member member) => member.Has(written.Role) == (written.Kind is ChangeKind.Grant);

    /// <summary>The last change of each role, last first; none of a role that ended as it was before.</summary>
    private static List<Change> Net(IReadOnlyList<Change> written) =>
        [.. written.Reverse().DistinctBy(change => change.Role).Where(last => written.First(change => change.Role == last.Role).Kind == last.Kind)];

    private static string? Conflict(
        Change change, Member member, Policy policy, IReadOnlyDictionary<RoleId, string?> since, bool tierMoved)
    {
        if (!IsAsLeft(change, member))
        {
            return since.GetValueOrDefault(change.Role)
                ?? (change.Kind is ChangeKind.Grant ? "Somebody took this role since; it is left alone." : "Somebody gave this role since; it is left alone.");
        }

        return policy.Exempt is { } exempt && member.Has(exempt) ? "The member is exempt now (SYNC_EXEMPT_ROLE_ID); the role is left alone."
            : change is { Kind: ChangeKind.Revoke, ForStray: true } && !MayStray(member, policy) ? "The member holds the verified role now; the runs look after the roles, and it is left alone."
            : change is { Kind: ChangeKind.Revoke, ForStray: false } && !policy.Covers(member) ? "The member no longer holds the verified role; nothing is given back to whom no run looks after."
            : change.IsTier && tierMoved ? "The member's tier was changed since; it is left alone as a whole."
            : null;
    }

    /// <summary>Whether a role can be given back that was taken for the lack of the verified role: whoever has that by now is looked after by the runs.</summary>
    private static bool MayStray(Member member, Policy policy) => !member.Has(policy.Verified) && !policy.IsLeftAlone(member);

    private static string? ObstacleOf(Change change, Policy policy, IReadOnlyDictionary<RoleId, string> obstacles) =>
        policy.Find(change.Role) is null
            ? Applicability.NotNamed(change.Role)
            : obstacles.GetValueOrDefault(change.Role);

    /// <summary>A tier role that the member has got since: to give an old tier back beside it would leave two.</summary>
    private static ManagedRole? ForeignTier(List<Change> tiers, Member member, Policy policy) => tiers
        .Where(change => change.Kind is ChangeKind.Revoke)
        .SelectMany(change => policy.Roles.Where(role =>
            IsForeign(role, tiers, change.Role, member) && change.OtherTier != role.Id))
        .FirstOrDefault();

    private static bool IsForeign(ManagedRole role, List<Change> tiers, RoleId own, Member member) =>
        role.IsTier && role.Id != own && member.Has(role.Id) && tiers.TrueForAll(change => change.Role != role.Id);

    private static Change Inverse(string cause, Change change, List<Change> net, Member? member, Policy policy)
    {
        var grants = change.Kind is ChangeKind.Revoke;
        var name = policy.NameOf(change.Role);
        var otherTier = change.IsTier ? OtherTier(change, net, member, policy) : null;
        var otherName = otherTier is { } other ? policy.NameOf(other) : "none";
        var transition = !change.IsTier ? $"{(grants ? '+' : '-')} {name}"
            : grants ? $"{otherName} -> {name}"
            : $"{name} -> {otherName}";
        return change with
        {
            Kind = grants ? ChangeKind.Grant : ChangeKind.Revoke,
            Direction = change.Direction is Direction.Gain ? Direction.Loss : Direction.Gain,
            Cause = cause,
            ForAbsence = false,
            OtherTier = otherTier,
            Transition = transition,
            Obstacle = null,
        };
    }

    /// <summary>The other end of the switch: the tier that the run exchanged for this one, else one that the member holds besides.</summary>
    private static RoleId? OtherTier(Change change, List<Change> net, Member? member, Policy policy)
    {
        // The net lists what was written, so that what was exchanged for a revoked tier is one that was granted.
        var kind = change.Kind is ChangeKind.Revoke ? ChangeKind.Grant : ChangeKind.Revoke;
        return net.Find(other => other.IsTier && other.Kind == kind && other.Role != change.Role)?.Role
            ?? policy.Roles.FirstOrDefault(role => role.IsTier && role.Id != change.Role && member?.Has(role.Id) == true)?.Id;
    }
}

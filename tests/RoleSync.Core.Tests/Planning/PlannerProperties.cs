using CsCheck;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Standings;

namespace RoleSync.Core.Tests.Planning;

public sealed class PlannerProperties
{
    private static readonly string[] _optional = [.. TierLadder.Default.Keys.Select(key => key.Name).Where(name => name != "Verified")];

    private static readonly Gen<string> _name = Gen.Int[0, _optional.Length - 1].Select(index => _optional[index]);

    private static readonly Gen<Standing> _standing = Gen.Frequency(
        (8, Gen.Select(Gen.Double[-10, 3000], Gen.Bool, Gen.Bool, Gen.Frequency((5, Gen.Const(true)), (1, Gen.Const(false))),
            (score, validator, human, interacts) => (Standing)new Standing.Known(score, validator, human, interacts))),
        (2, Gen.Const(Standing.AbsentStanding)));

    // Members hold anything: managed roles, roles of a policy that names them no longer, roles of others.
    private static readonly Gen<Member> _member = Gen.Select(_name.Array[0, 6], Gen.Int[0, 19], (names, dice) => new Member(
        new MemberId(5),
        [new RoleId(42), .. dice is 0 or > 15 ? Array.Empty<RoleId>() : [Sample.RoleOf("Verified")], .. names.Distinct().Select(Sample.RoleOf), Sample.Unmanaged],
        IsBot: dice == 1));

    private static readonly Gen<Policy> _policy = Gen.Frequency(
        (1, Gen.Const(Sample.Policy)),
        (2, _name.Array[0, 30].Select(names => Sample.PolicyWithout(names))),
        (2, _name.Array[0, 30].Select(names => Sample.PolicyFor(Scope.Everyone, StrayHandling.Report, names))),
        (1, Gen.Const(Sample.PolicyFor(Scope.Verified, StrayHandling.Strip))));

    private static readonly Gen<Dictionary<RoleId, string>> _obstacles = Gen.Frequency(
        (1, Gen.Const(new Dictionary<RoleId, string>())),
        (2, _name.Array[0, 25].Select(names => names.Distinct().ToDictionary(Sample.RoleOf, _ => "It was deleted."))),
        (1, _name.Array[0, 3].Select(names => names.Append("Verified").Distinct().ToDictionary(Sample.RoleOf, _ => "It is above the bot."))));

    private static readonly Gen<(Member Member, Standing Standing, Policy Policy, Dictionary<RoleId, string> Obstacles)> _case =
        Gen.Select(_member, _standing, _policy, _obstacles);

    [Fact]
    public void Applying_a_plan_leaves_nothing_to_send() => _case.Sample(it =>
    {
        var after = Sample.After(it.Member, Plan(it));

        return Plan(it with { Member = after }).All(change => change.Obstacle is not null);
    });

    [Fact]
    public void Roles_outside_the_policy_never_appear() => _case.Sample(it =>
        Plan(it).All(change => it.Policy.Managed.Contains(change.Role) && change.Role != Sample.Unmanaged && change.Member == it.Member.Id));

    [Fact]
    public void Unknown_never_changes_anything() => _case.Sample(it =>
        Plan(it with { Standing = new Standing.Unknown("Ethos answered 500.") }).Count == 0);

    [Fact]
    public void The_verified_role_is_never_taken_and_given_for_an_interaction_only_where_everybody_is_in_scope() => _case.Sample(it =>
        Plan(it).All(change => change.Role != it.Policy.Verified
            || (change.Kind is ChangeKind.Grant && it.Policy.Scope is Scope.Everyone && it.Standing is Standing.Known { HasInteractions: true })));

    [Fact]
    public void Only_in_scope_something_is_granted_and_never_anything_to_whom_the_verified_role_cannot_be_given() => _case.Sample(it =>
    {
        var isStuck = it.Obstacles.ContainsKey(it.Policy.Verified) && !it.Member.Has(it.Policy.Verified);
        return Plan(it).All(change => change.Kind is ChangeKind.Revoke || (it.Policy.Covers(it.Member) && (!isStuck || change.Obstacle is not null)));
    });

    [Fact]
    public void Nothing_is_granted_that_is_held_and_nothing_revoked_that_is_not() => _case.Sample(it =>
    {
        var held = it.Member.Roles.ToHashSet();
        return Plan(it).All(change => change.Kind == ChangeKind.Grant ? held.Add(change.Role) : held.Remove(change.Role));
    });

    [Fact]
    public void In_a_promotion_the_member_holds_a_tier_role_at_every_moment() => _case.Sample(it =>
    {
        var plan = Plan(it);
        var isPromotion = HoldsTier(it.Member, it.Policy) && plan.Where(change => change.IsTier).All(change => change.Direction == Direction.Gain);
        return !isPromotion || Enumerable.Range(0, plan.Count + 1).All(sent => HoldsTier(Sample.After(it.Member, plan.Take(sent)), it.Policy));
    });

    [Fact]
    public void Without_the_losses_nobody_is_left_without_a_tier() => _case.Sample(it =>
        !HoldsTier(it.Member, it.Policy)
        || HoldsTier(Sample.After(it.Member, Plan(it).Where(change => change.Direction == Direction.Gain)), it.Policy));

    [Fact]
    public void A_role_with_an_obstacle_is_never_sent() => _case.Sample(it =>
        Plan(it).All(change => it.Obstacles.ContainsKey(change.Role) == change.Obstacle is not null));

    [Fact]
    public void Without_obstacles_a_member_in_scope_ends_with_exactly_the_expected_roles() => _case.Sample(it =>
    {
        var after = Sample.After(it.Member, Plan(it with { Obstacles = [] }));
        var managed = after.Roles.Where(it.Policy.Managed.Contains).ToHashSet();
        return !it.Policy.Covers(it.Member)
            || managed.SetEquals(it.Policy.Expect(it.Member, it.Standing)!.Roles.Select(role => role.Id));
    });

    [Fact]
    public void Roles_of_others_survive_every_plan() => _case.Sample(it =>
        it.Member.Roles.Where(role => !it.Policy.Managed.Contains(role))
            .SequenceEqual(Sample.After(it.Member, Plan(it)).Roles.Where(role => !it.Policy.Managed.Contains(role))));

    private static IReadOnlyList<Change> Plan((Member Member, Standing Standing, Policy Policy, Dictionary<RoleId, string> Obstacles) it) =>
        Planner.Plan(it.Member, it.Standing, it.Policy, it.Obstacles);

    private static bool HoldsTier(Member member, Policy policy) => member.Roles.Any(role => policy.Find(role) is { IsTier: true });
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;

namespace RoleSync.Core.Tests.Planning;

public sealed class UndoPlannerTests
{
    private static readonly Dictionary<RoleId, string?> _nobody = [];

    public static TheoryData<string, string> Plans { get; } = new()
    {
        { "", "1640 validator" },
        { "Known, Verified profile", "1640" },
        { "Established, Verified profile", "1410" },
        { "Known, Reputable", "1640 human" },
        { "Established, Known, Verified profile", "1640" },
        { "Verified profile, Validator, Known, Renowned", "absent" },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void An_undo_leaves_the_member_as_before_and_its_own_undo_as_after(string held, string standing)
    {
        var before = Sample.Holding(held);
        var written = Planner.Plan(before, Sample.Says(standing), Sample.Policy, Sample.NoObstacles);
        var after = Sample.After(before, written);

        var undo = Plan(written, after);
        var undone = Sample.After(after, undo.Changes);
        var redo = Plan(undo.Changes, undone);

        Assert.Empty(undo.Unsent);
        Assert.Empty(redo.Unsent);
        Assert.Equal(Sorted(before), Sorted(undone));
        Assert.Equal(Sorted(after), Sorted(Sample.After(undone, redo.Changes)));
    }

    [Fact]
    public void The_last_change_is_taken_back_first_and_a_gain_becomes_a_loss()
    {
        var (written, after) = Written("Known, Verified profile", "1640");

        var plan = Plan(written, after);

        Assert.Equal("+ Known loss, - Established loss", Sample.Write(plan.Changes));
        Assert.All(plan.Changes, change => Assert.Equal("undo of run 12, Established -> Known", change.Reason));
    }

    [Fact]
    public void A_second_undo_has_nothing_to_do_and_nothing_to_list()
    {
        var (written, after) = Written("Known, Validator", "1640");
        var undo = Plan(written, after);

        var second = Plan(written, Sample.After(after, undo.Changes), written.ToDictionary(change => change.Role, _ => (string?)null));

        Assert.Empty(second.Changes);
        Assert.Empty(second.Unsent);
    }

    [Fact]
    public void A_badge_that_somebody_changed_since_is_left_alone_and_listed_and_the_rest_is_taken_back()
    {
        var (written, after) = Written("Known", "1640");
        var edited = Without(after, "Verified profile");

        var plan = Plan(written, edited);

        Assert.Equal("+ Known loss, - Established loss", Sample.Write(plan.Changes));
        var (change, outcome) = Assert.Single(plan.Unsent);
        Assert.Equal((Sample.RoleOf("Verified profile"), Outcome.Conflict), (change.Role, outcome));
        Assert.Contains("Somebody took this role", change.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tier_that_somebody_changed_since_is_left_alone_as_a_whole()
    {
        var (written, after) = Written("Known, Verified profile", "1640");
        var moved = With(Without(after, "Established"), "Reputable");
        var doubled = With(after, "Reputable");

        foreach (var edited in new[] { moved, doubled })
        {
            var plan = Plan(written, edited);

            Assert.Empty(plan.Changes);
            Assert.Equal([Outcome.Conflict, Outcome.Conflict], plan.Unsent.Select(item => item.Outcome));
        }
    }

    [Fact]
    public void A_role_that_a_later_run_changed_is_listed_with_that_run()
    {
        var (written, after) = Written("Known, Verified profile", "1640");
        var later = Sample.After(after, Planner.Plan(after, Sample.Says("1840"), Sample.Policy, Sample.NoObstacles));

        var plan = Plan(written, later, new() { [Sample.RoleOf("Established")] = "Run 14 changed this role since; it is left alone." });

        Assert.Empty(plan.Changes);
        Assert.Contains(plan.Unsent, item => item.Change.Obstacle!.Contains("Run 14", StringComparison.Ordinal));
    }

    [Fact]
    public void Whoever_has_left_is_listed_as_gone()
    {
        var (written, _) = Written("Known", "1640");

        var plan = UndoPlanner.Plan("undo of run 12", written, null, Sample.Policy, Sample.NoObstacles, _nobody);

        Assert.Empty(plan.Changes);
        Assert.Equal(written.Count, plan.Unsent.Count(item => item.Outcome is Outcome.Gone));
    }

    [Theory]
    [InlineData("Known, Verified profile", "1640", "Established -> Known|Established -> Known")]
    [InlineData("", "1640", "Established -> none|- Verified profile")]
    [InlineData("Known", "absent", "none -> Known")]
    [InlineData("Established, Known, Verified profile", "1640", "Established -> Known")]
    [InlineData("Verified profile, Validator, Known (validator)", "1400", "+ Validator|Known -> Known (validator)|Known -> Known (validator)")]
    public void An_inverse_change_says_what_becomes_of_the_role(string held, string standing, string transitions)
    {
        var (written, after) = Written(held, standing);

        Assert.Equal(transitions.Split('|'), Plan(written, after).Changes.Select(change => change.Transition));
    }

    [Fact]
    public void What_is_left_alone_says_why()
    {
        var (written, after) = Written("Known, Validator, Verified profile", "1640");
        var outside = after with { Roles = [.. after.Roles.Where(role => role != Sample.RoleOf("Verified"))] };

        Assert.Equal("The member has left the server.", Why(null, "Known"));
        Assert.Equal("Somebody gave this role since; it is left alone.", Why(With(after, "Validator"), "Validator"));
        Assert.Equal("Somebody took this role since; it is left alone.", Why(Without(after, "Established"), "Established"));
        Assert.Equal("The member's tier was changed since; it is left alone as a whole.", Why(Without(after, "Established"), "Known"));
        Assert.Equal("The member no longer holds the verified role; nothing is given back to whom no run looks after.", Why(outside, "Validator"));
        Assert.Equal("The member is exempt now (SYNC_EXEMPT_ROLE_ID); the role is left alone.", Why(after, "Validator", Sample.PolicyExempting(Sample.Unmanaged)));

        string? Why(Member? member, string role, Core.Policies.Policy? policy = null) =>
            UndoPlanner.Plan("undo of run 12", written, member, policy ?? Sample.Policy, Sample.NoObstacles, _nobody)
                .Unsent.Single(item => item.Change.Role == Sample.RoleOf(role)).Change.Obstacle;
    }

    [Fact]
    public void What_an_undo_gives_back_is_a_gain()
    {
        var (written, after) = Written("Known, Validator", "absent");

        Assert.All(written, change => Assert.Equal(Direction.Loss, change.Direction));
        Assert.All(Plan(written, after).Changes, change => Assert.Equal(Direction.Gain, change.Direction));
    }

    [Fact]
    public void A_tier_of_which_one_half_cannot_be_sent_is_not_taken_back_by_halves()
    {
        var (written, after) = Written("Known, Verified profile", "1640");
        var obstacles = new Dictionary<RoleId, string> { [Sample.RoleOf("Known")] = "It stands above the bot." };

        var plan = UndoPlanner.Plan("undo of run 12", written, after, Sample.Policy, obstacles, _nobody);

        Assert.Equal("+ Known loss blocked, - Established loss blocked", Sample.Write(plan.Changes));
    }

    [Fact]
    public void A_role_that_the_configuration_no_longer_names_is_not_touched()
    {
        var (written, after) = Written("", "1640");
        var policy = Sample.PolicyWithout("Verified profile");

        var plan = UndoPlanner.Plan("undo of run 12", written, after, policy, Sample.NoObstacles, _nobody);

        Assert.NotNull(plan.Changes.Single(change => change.Role == Sample.RoleOf("Verified profile")).Obstacle);
        Assert.Null(plan.Changes.Single(change => change.Role == Sample.RoleOf("Established")).Obstacle);
    }

    [Fact]
    public void A_role_that_was_written_back_and_forth_counts_by_how_it_began_and_ended()
    {
        var (written, after) = Written("Known, Verified profile", "1640");
        var back = written.Select(change => change with { Kind = change.Kind is ChangeKind.Grant ? ChangeKind.Revoke : ChangeKind.Grant });

        Assert.Empty(Plan([.. written, .. back], Sample.After(after, back)).Changes);
    }

    [Fact]
    public void At_a_later_look_only_the_first_change_may_have_been_sent_already()
    {
        var (written, after) = Written("Known", "1640");
        var pending = Plan(written, after).Changes;
        Assert.Equal("+ Known loss, - Established loss, - Verified profile loss", Sample.Write(pending));

        Assert.Equal(pending, UndoPlanner.StillHolding(pending, after, Sample.Policy));
        Assert.Equal(pending, UndoPlanner.StillHolding(pending, With(after, "Known"), Sample.Policy));
        Assert.Equal("+ Known loss, - Established loss", Write(pending, Without(after, "Verified profile")));
        Assert.Equal("- Verified profile loss", Write(pending, Without(after, "Established")));
        Assert.Equal("- Verified profile loss", Write(pending, With(after, "Reputable")));

        static string Write(IReadOnlyList<Change> pending, Member member) =>
            Sample.Write(UndoPlanner.StillHolding(pending, member, Sample.Policy));
    }

    private static UndoPlan Plan(IReadOnlyList<Change> written, Member member, Dictionary<RoleId, string?>? since = null) =>
        UndoPlanner.Plan("undo of run 12", written, member, Sample.Policy, Sample.NoObstacles, since ?? _nobody);

    private static (IReadOnlyList<Change> Written, Member After) Written(string held, string standing)
    {
        var before = Sample.Holding(held);
        var written = Planner.Plan(before, Sample.Says(standing), Sample.Policy, Sample.NoObstacles);
        return (written, Sample.After(before, written));
    }

    private static Member With(Member member, string role) => member with { Roles = [.. member.Roles, Sample.RoleOf(role)] };

    private static Member Without(Member member, string role) => member with { Roles = [.. member.Roles.Where(held => held != Sample.RoleOf(role))] };

    private static IEnumerable<RoleId> Sorted(Member member) => member.Roles.Order();
}

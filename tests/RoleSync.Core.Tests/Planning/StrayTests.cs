using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;

namespace RoleSync.Core.Tests.Planning;

public sealed class StrayTests
{
    private static readonly Policy _strips = Sample.PolicyFor(Scope.Verified, StrayHandling.Strip);
    private static readonly Dictionary<RoleId, string?> _nobody = [];

    [Fact]
    public void A_stray_holds_a_managed_role_without_the_verified_role_and_is_neither_a_bot_nor_exempt()
    {
        Assert.True(_strips.IsStray(Sample.WithoutVerified("Known")));
        Assert.False(_strips.IsStray(Sample.WithoutVerified("")));
        Assert.False(_strips.IsStray(Sample.Holding("Known")));
        Assert.False(_strips.IsStray(Sample.WithoutVerified("Known") with { IsBot = true }));
        Assert.False(Sample.PolicyExempting(Sample.Unmanaged).IsStray(Sample.WithoutVerified("Known")));
        Assert.False(Sample.PolicyFor(Scope.Everyone, StrayHandling.Strip).IsStray(Sample.WithoutVerified("Known")));
    }

    [Fact]
    public void A_stray_loses_every_managed_role_as_a_loss_of_its_own_kind_and_only_where_strays_are_stripped()
    {
        var stray = Sample.WithoutVerified("Validator, Known, Verified profile");

        var plan = Planner.Strip(stray, _strips, Sample.NoObstacles);

        Assert.Equal("- Known loss, - Verified profile loss, - Validator loss", Sample.Write(plan));
        Assert.Equal(
            ["without the verified role, stray: Known -> none", "without the verified role, stray: - Verified profile", "without the verified role, stray: - Validator"],
            plan.Select(change => change.Reason));
        Assert.All(plan, change => Assert.True(change.ForStray && !change.ForAbsence));
        Assert.Equal([Sample.Unmanaged], Sample.After(stray, plan).Roles);
        Assert.Empty(Planner.Strip(stray, Sample.Policy, Sample.NoObstacles));
        Assert.Empty(Planner.Strip(stray with { IsBot = true }, _strips, Sample.NoObstacles));
        Assert.Empty(Planner.Plan(stray, Sample.Says("absent"), _strips, Sample.NoObstacles));
    }

    [Fact]
    public void A_role_that_cannot_be_taken_from_a_stray_says_why()
    {
        var obstacles = new Dictionary<RoleId, string> { [Sample.RoleOf("Known")] = "It is above the bot." };

        Assert.Equal("- Known loss blocked, - Validator loss", Sample.Write(Planner.Strip(Sample.WithoutVerified("Known, Validator"), _strips, obstacles)));
    }

    [Fact]
    public void Invariant_11_what_is_planned_for_a_stray_holds_only_while_the_member_is_one()
    {
        var stray = Sample.WithoutVerified("Known");
        var change = Planner.Strip(stray, _strips, Sample.NoObstacles)[0];

        Assert.Null(Applicability.OutOfScope(change, stray, _strips));
        Assert.Contains("holds the verified role now", Applicability.OutOfScope(change, Sample.Holding("Known"), _strips), StringComparison.Ordinal);
        Assert.Contains("only reported now", Applicability.OutOfScope(change, stray, Sample.Policy), StringComparison.Ordinal);
        Assert.Contains("Everybody is in scope now", Applicability.OutOfScope(change, stray, Sample.PolicyFor(Scope.Everyone, StrayHandling.Strip)), StringComparison.Ordinal);
        Assert.Contains("bot", Applicability.OutOfScope(change, stray with { IsBot = true }, _strips), StringComparison.Ordinal);
        Assert.Contains("exempt", Applicability.OutOfScope(change, stray, Sample.PolicyExempting(Sample.Unmanaged)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_planned_for_a_score_does_not_hold_for_whoever_has_become_a_stray()
    {
        var promotion = Planner.Plan(Sample.Holding("Known"), Sample.Says("1640"), _strips, Sample.NoObstacles)[0];

        Assert.Contains("no longer holds the verified role", Applicability.OutOfScope(promotion, Sample.WithoutVerified("Known"), _strips), StringComparison.Ordinal);
    }

    [Fact]
    public void An_undo_gives_strays_back_what_was_taken_but_nothing_to_whoever_is_verified_by_now()
    {
        var before = Sample.WithoutVerified("Known, Validator");
        var written = Planner.Strip(before, _strips, Sample.NoObstacles);
        var after = Sample.After(before, written);
        var verified = after with { Roles = [.. after.Roles, Sample.RoleOf("Verified")] };

        var undo = UndoPlanner.Plan("undo", written, after, _strips, Sample.NoObstacles, _nobody);
        var late = UndoPlanner.Plan("undo", written, verified, _strips, Sample.NoObstacles, _nobody);

        Assert.Empty(undo.Unsent);
        Assert.Equal(before.Roles.OrderBy(role => role.Value), Sample.After(after, undo.Changes).Roles.OrderBy(role => role.Value));
        Assert.Equal(undo.Changes, UndoPlanner.StillHolding(undo.Changes, after, _strips));
        Assert.Empty(late.Changes);
        Assert.All(late.Unsent, item => Assert.Equal(Outcome.Conflict, item.Outcome));
        Assert.Empty(UndoPlanner.StillHolding(undo.Changes, verified, _strips));
    }

    [Fact]
    public void The_account_of_a_stray_says_what_becomes_of_it()
    {
        var stray = Sample.WithoutVerified("Known");

        var stripped = Explanation.Of(stray, Sample.Says("1640"), _strips, Sample.NoObstacles);
        var reported = Explanation.Of(stray, Sample.Says("1640"), Sample.Policy, Sample.NoObstacles);

        Assert.Equal("- Known loss", Sample.Write(stripped.Changes));
        Assert.Empty(stripped.Expected!);
        Assert.Contains("SYNC_STRAYS=strip", Assert.Single(stripped.Rule), StringComparison.Ordinal);
        Assert.Contains("SYNC_STRAYS=report", Assert.Single(reported.InTheWay), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_strays_only_what_differs_from_the_last_look_is_noted()
    {
        var at = DateTimeOffset.UnixEpoch;
        Stray[] before = [new(new MemberId(1), [new RoleId(7)], at), new(new MemberId(2), [new RoleId(7)], at), new(new MemberId(3), [new RoleId(8)], at)];
        Stray[] now = [new(new MemberId(1), [new RoleId(7)], at.AddDays(1)), new(new MemberId(3), [new RoleId(9)], at.AddDays(1)), new(new MemberId(4), [new RoleId(9)], at.AddDays(1))];

        var notes = StrayNotes.Between(before, now);

        Assert.Equal([now[1], now[2]], notes.Seen);
        Assert.Equal([new MemberId(2)], notes.Over);
        Assert.True(StrayNotes.Between(before, before).AreNone);
        Assert.True(StrayNotes.Between([], []).AreNone);
    }
}

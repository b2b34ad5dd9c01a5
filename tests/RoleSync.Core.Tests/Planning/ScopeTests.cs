using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;

namespace RoleSync.Core.Tests.Planning;

public sealed class ScopeTests
{
    private static readonly Policy _everyone = Sample.PolicyFor(Scope.Everyone, StrayHandling.Report);

    [Theory]
    [InlineData("", "1640", "+ Verified gain, + Verified profile gain, + Established gain")]
    [InlineData("Known, Verified profile", "1640", "+ Verified gain, + Established gain, - Known gain")]
    [InlineData("Reputable, Verified profile", "1640", "+ Verified gain, - Reputable loss, + Established loss")]
    [InlineData("", "1640 silent", "")]
    [InlineData("", "absent", "")]
    [InlineData("", "unknown", "")]
    [InlineData("Known", "absent", "- Known loss")]
    [InlineData("Known", "1640 silent", "- Known loss")]
    [InlineData("Known", "unknown", "")]
    public void Where_everybody_is_in_scope_whom_Ethos_knows_with_interactions_is_verified_and_nobody_else(string holds, string says, string expected) =>
        Assert.Equal(expected, Sample.Write(Plan(Sample.WithoutVerified(holds), says)));

    [Theory]
    [InlineData("absent")]
    [InlineData("1640 silent")]
    public void Where_everybody_is_in_scope_the_verified_role_stays_whatever_Ethos_says(string says)
    {
        Assert.Empty(Plan(Sample.Holding(""), says));
        Assert.Equal("- Known loss", Sample.Write(Plan(Sample.Holding("Known"), says)));
    }

    [Fact]
    public void Where_everybody_is_in_scope_bots_and_exempt_members_are_left_alone()
    {
        var draft = Sample.Draft();
        (draft.Scope, draft.Exempt) = (Scope.Everyone, Sample.Unmanaged);
        var exempting = draft.Build().Value!;

        Assert.False(_everyone.LooksAfter(Sample.WithoutVerified("Known") with { IsBot = true }));
        Assert.False(exempting.LooksAfter(Sample.WithoutVerified("Known")));
    }

    [Fact]
    public void Whoever_cannot_be_given_the_verified_role_gets_no_other_and_loses_none()
    {
        var obstacles = new Dictionary<RoleId, string> { [_everyone.Verified] = "It is above the bot." };

        var plan = Planner.Plan(Sample.WithoutVerified("Reputable"), Sample.Says("1640"), _everyone, obstacles);

        Assert.Equal("+ Verified gain blocked", Sample.Write(plan));
    }

    [Fact]
    public void The_bot_has_to_be_able_to_give_the_verified_role_only_where_everybody_is_in_scope()
    {
        var role = new Role(Sample.RoleOf("Verified"), "Verified", 9, Permissions.None, IsDiscordManaged: false);
        var everyone = new Role(new RoleId(1), "@everyone", 0, Permissions.ManageRoles, IsDiscordManaged: false);
        var guild = new Guild(new GuildId(1), "Guild", new MemberId(2), [everyone, role], RequiresTwoFactor: false, ApproximateMembers: null);
        var bot = new Member(new MemberId(3), [], IsBot: true);

        Assert.Contains(role.Id, Assignability.Check(guild, bot, _everyone).Obstacles.Keys);
        Assert.DoesNotContain(role.Id, Assignability.Check(guild, bot, Sample.Policy).Obstacles.Keys);
    }

    [Fact]
    public void Another_scope_and_another_way_with_strays_are_another_policy_and_a_role_stored_beside_it_changes_neither()
    {
        Policy[] policies =
        [
            Sample.Policy, _everyone, Sample.PolicyFor(Scope.Verified, StrayHandling.Strip), Sample.PolicyFor(Scope.Everyone, StrayHandling.Strip),
        ];
        var draft = Sample.Draft("Known");
        (draft.Scope, draft.Strays) = (Scope.Everyone, StrayHandling.Strip);

        var completed = draft.CompletedBy(new Dictionary<string, RoleId> { ["ROLE_KNOWN"] = Sample.RoleOf("Known") }).Build().Value!;

        Assert.Equal(4, policies.Select(policy => policy.Fingerprint).Distinct().Count());
        Assert.Equal(policies[3].Fingerprint, completed.Fingerprint);
    }

    [Fact]
    public void The_account_of_a_member_without_the_verified_role_says_what_the_scope_means_for_it()
    {
        var known = Explanation.Of(Sample.WithoutVerified(""), Sample.Says("1640"), _everyone, Sample.NoObstacles);
        var absent = Explanation.Of(Sample.WithoutVerified("Known"), Sample.Says("absent"), _everyone, Sample.NoObstacles);

        Assert.Contains("whom Ethos knows with an interaction gets the verified role", known.Rule[0], StringComparison.Ordinal);
        Assert.Equal(["Verified", "Verified profile", "Established"], known.Expected!.Select(role => role.Name));
        Assert.Empty(absent.Expected!);
        Assert.Contains("given for an interaction at Ethos only", absent.Rule[0], StringComparison.Ordinal);
    }

    private static IReadOnlyList<Change> Plan(Member member, string says) => Planner.Plan(member, Sample.Says(says), _everyone, Sample.NoObstacles);
}

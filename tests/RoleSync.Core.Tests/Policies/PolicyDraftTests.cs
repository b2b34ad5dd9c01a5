using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;

namespace RoleSync.Core.Tests.Policies;

public sealed class PolicyDraftTests
{
    [Fact]
    public void The_keys_are_the_five_of_status_and_badges_and_those_of_37_tier_roles()
    {
        var keys = TierLadder.Default.Keys.Select(key => key.Key).ToList();

        Assert.Equal(5 + 37, keys.Distinct().Count());
        Assert.Equal(["VERIFIED_ROLE_ID", "VERIFIED_PROFILE_ROLE_ID", "ROLE_VALIDATOR", "ROLE_HUMAN_VERIFIED", "ROLE_HUMAN_VALIDATOR"], keys[..5]);
        Assert.Equal(["ROLE_RENOWNED_HUMAN_VALIDATOR", "ROLE_RENOWNED_HUMAN", "ROLE_RENOWNED_VALIDATOR", "ROLE_RENOWNED"], keys[5..9]);
        Assert.Equal("ROLE_UNTRUSTED", keys[^1]);
    }

    [Fact]
    public void The_badge_of_human_validators_is_no_tier()
    {
        var policy = new PolicyDraft(TierLadder.Default)
            .Add("VERIFIED_ROLE_ID", new(1)).Add("ROLE_HUMAN_VALIDATOR", new(2)).Add("ROLE_KNOWN_HUMAN_VALIDATOR", new(3)).Build().Value!;

        Assert.Equal(new RoleId(2), policy.HumanValidator);
        Assert.Equal(new ManagedRole(new(3), "ROLE_KNOWN_HUMAN_VALIDATOR", "Known (human validator)", new TierRank(1400, Variant.HumanValidator)), policy.Find(new(3)));
        Assert.False(policy.Find(new(2))!.IsTier);
    }

    [Fact]
    public void The_verified_role_alone_is_a_policy()
    {
        var policy = new PolicyDraft(TierLadder.Default).Add("VERIFIED_ROLE_ID", new(1)).Build().Value!;

        Assert.Equal([new RoleId(1)], policy.Managed);
        Assert.Null(policy.VerifiedProfile);
        Assert.Null(policy.Validator);
        Assert.Null(policy.HumanVerified);
        Assert.Null(policy.HumanValidator);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var result = new PolicyDraft(TierLadder.Default, "ETHOS_") { Exempt = new(9) }
            .Add("ROLE_UNTRUSTED_HUMAN", new(3)).Add("ROLE_LEGENDARY", new(4))
            .Add("ROLE_KNOWN", new(5)).Add("ROLE_ESTABLISHED", new(5)).Add("ROLE_VALIDATOR", new(6)).Add("ROLE_VALIDATOR", new(7))
            .Add("ROLE_REVERED", new(9)).Build();

        Assert.False(result.IsValid);
        Assert.Equal(
        [
            "ETHOS_VERIFIED_ROLE_ID is missing: set it to the id of the role that puts a member in scope, or let \"rolesync roles create\" make one.",
            "ETHOS_ROLE_UNTRUSTED_HUMAN stands for nothing: Untrusted has only its base role, ETHOS_ROLE_UNTRUSTED.",
            "ETHOS_ROLE_LEGENDARY stands for nothing: no tier, badge or status has this key.",
            "ETHOS_ROLE_VALIDATOR is set 2 times: keep one.",
            "ETHOS_ROLE_KNOWN and ETHOS_ROLE_ESTABLISHED name the same role 5: a role can stand for one thing only, so give each its own or leave one out.",
            "The exempt role 9 is also ETHOS_ROLE_REVERED: choose a role that is not managed.",
        ],
        result.Problems);
    }

    [Fact]
    public void A_draft_is_completed_with_what_it_leaves_open_and_says_itself_wins()
    {
        var draft = Sample.Draft(without: ["Known", "Reputable", "Renowned"]);
        draft.Exempt = new(9);

        var complete = draft.CompletedBy(new Dictionary<string, RoleId>
        {
            ["ROLE_KNOWN"] = new(8),
            ["ROLE_ESTABLISHED"] = new(7),
            ["ROLE_REPUTABLE"] = Sample.RoleOf("Established"),
            ["ROLE_RENOWNED"] = new(9),
            ["ROLE_LEGENDARY"] = new(6),
        });

        Assert.Equal(new RoleId(8), complete.Find("ROLE_KNOWN"));
        Assert.Equal(Sample.RoleOf("Established"), complete.Find("ROLE_ESTABLISHED"));
        Assert.Null(complete.Find("ROLE_REPUTABLE"));
        Assert.Null(complete.Find("ROLE_RENOWNED"));
        Assert.Null(complete.Find("ROLE_LEGENDARY"));
        Assert.Equal(new RoleId(9), complete.Exempt);
        Assert.Null(draft.Find("ROLE_KNOWN"));
    }

    [Fact]
    public void Of_two_keys_with_one_stored_role_the_first_in_the_alphabet_has_it()
    {
        var complete = Sample.Draft(without: ["Known", "Reputable"]).CompletedBy(new Dictionary<string, RoleId> { ["ROLE_REPUTABLE"] = new(8), ["ROLE_KNOWN"] = new(8) });

        Assert.Equal((new RoleId(8), (RoleId?)null), (complete.Find("ROLE_KNOWN"), complete.Find("ROLE_REPUTABLE")));
    }

    [Fact]
    public void The_verified_role_stands_for_nothing_else() =>
        Assert.Equal(
            ["VERIFIED_ROLE_ID and ROLE_KNOWN name the same role 1: a role can stand for one thing only, so give each its own or leave one out."],
            new PolicyDraft(TierLadder.Default).Add("VERIFIED_ROLE_ID", new(1)).Add("ROLE_KNOWN", new(1)).Build().Problems);

    [Fact]
    public void A_role_has_a_name_that_people_know()
    {
        Assert.Equal("Known", Sample.Policy.NameOf(Sample.RoleOf("Known")));
        Assert.Equal("Validator", Sample.Policy.NameOf(Sample.Policy.Validator!.Value));
        Assert.Equal("77", Sample.Policy.NameOf(Sample.Unmanaged));
    }
}

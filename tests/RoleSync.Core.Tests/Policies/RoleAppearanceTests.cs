using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;

namespace RoleSync.Core.Tests.Policies;

public sealed class RoleAppearanceTests
{
    [Theory]
    [InlineData("ROLE_RENOWNED", "Renowned", 0x7A5EA0)]
    [InlineData("ROLE_KNOWN_HUMAN_VALIDATOR", "Known Human Validator", 0x7C8DA8)]
    [InlineData("ROLE_UNTRUSTED", "Untrusted", 0xB72B38)]
    [InlineData("ROLE_HUMAN_VERIFIED", "Human Verified", 0)]
    [InlineData("VERIFIED_PROFILE_ROLE_ID", "Verified Profile", 0)]
    public void A_role_has_the_name_of_the_old_bot_and_the_colour_of_Ethos(string key, string name, int color) =>
        Assert.Equal(new RoleAppearance(name, color), RoleAppearance.Of(TierLadder.Default.Keys.Single(one => one.Key == key)));

    [Fact]
    public void No_two_roles_look_the_same_by_name() =>
        Assert.Distinct(TierLadder.Default.Keys.Select(key => RoleAppearance.Of(key).Name));

    [Fact]
    public void What_is_configured_wins_over_what_is_stored()
    {
        var draft = new PolicyDraft(TierLadder.Default, "ETHOS_") { Exempt = new RoleId(9) }.Add("ROLE_KNOWN", new RoleId(1)).Add("ROLE_NEUTRAL", new RoleId(2));

        var complete = draft.CompletedBy(new Dictionary<string, RoleId>
        {
            ["VERIFIED_ROLE_ID"] = new(5),
            ["ROLE_KNOWN"] = new(6),
            ["ROLE_REVERED"] = new(2),
            ["ROLE_RENOWNED"] = new(9),
            ["ROLE_NOBODY"] = new(7),
            ["ROLE_VALIDATOR"] = new(8),
        });

        var policy = complete.Build().Value!;
        Assert.Equal(new RoleId(5), policy.Verified);
        Assert.Equal(new ulong[] { 1, 2, 5, 8 }, policy.Managed.Select(role => role.Value).Order());
        Assert.Null(draft.Find("VERIFIED_ROLE_ID"));
        Assert.NotNull(draft.MissingVerified);
        Assert.Null(complete.MissingVerified);
    }
}

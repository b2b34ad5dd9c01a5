using RoleSync.Core.Guilds;

namespace RoleSync.Tests.Configuration;

public sealed class GuildSettingsTests
{
    private const string Second = "1000000000000000002";

    [Fact]
    public void Tier_roles_and_badges_are_named_by_flat_variables()
    {
        var settings = Given.Settings(
            ("ETHOS_ROLE_RENOWNED", "2000000000000000002"), ("ETHOS_ROLE_KNOWN_HUMAN_VALIDATOR", "2000000000000000003"), ("ETHOS_ROLE_VALIDATOR", "2000000000000000004"));

        Assert.Empty(settings.Problems);
        var policy = settings.Guilds.Find(GuildId.Parse(Given.Guild))!;
        Assert.Equal(4, policy.Managed.Count);
        Assert.Equal(RoleId.Parse("2000000000000000004"), policy.Validator);
    }

    [Fact]
    public void A_misspelt_tier_is_told()
    {
        var problem = Assert.Single(Given.Settings(("ETHOS_ROLE_RENOWND", "2000000000000000002")).Problems);

        Assert.StartsWith("ETHOS_ROLE_RENOWND ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void One_role_for_two_things_is_told()
    {
        var problem = Assert.Single(Given.Settings(("ETHOS_ROLE_RENOWNED", "2000000000000000002"), ("ETHOS_ROLE_REVERED", "2000000000000000002")).Problems);

        Assert.Contains("ETHOS_ROLE_RENOWNED", problem, StringComparison.Ordinal);
        Assert.Contains("ETHOS_ROLE_REVERED", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_roles_for_one_thing_are_told()
    {
        var problem = Assert.Single(Given.Settings(
            ("RoleSync:Policy:RoleRenowned", "2000000000000000002"), ("RoleSync:Policy:ETHOS_ROLE_RENOWNED", "2000000000000000003")).Problems);

        Assert.Contains("ETHOS_ROLE_RENOWNED is set 2 times", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void More_guilds_have_policies_of_their_own()
    {
        var settings = Given.Settings(
            ($"RoleSync:Guilds:{Second}:VerifiedRoleId", "2000000000000000011"), ($"RoleSync:Guilds:{Second}:ROLE_RENOWNED", "2000000000000000012"));

        Assert.Empty(settings.Problems);
        Assert.Equal(GuildId.Parse(Given.Guild), settings.Guilds.Default);
        Assert.Equal(2, settings.Guilds.ById.Count);
        Assert.Equal(RoleId.Parse("2000000000000000011"), settings.Guilds.Find(GuildId.Parse(Second))!.Verified);
    }

    [Fact]
    public void A_problem_of_another_guild_names_its_key()
    {
        var problem = Assert.Single(Given.Settings(($"RoleSync:Guilds:{Second}:RoleRenowned", "2000000000000000012")).Problems);

        Assert.StartsWith($"RoleSync:Guilds:{Second}:VERIFIED_ROLE_ID is missing", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_only_guild_is_the_default_and_needs_no_variable()
    {
        var settings = Given.Read(new Dictionary<string, string?>
        {
            ["DISCORD_TOKEN"] = "a.bot.token",
            [$"RoleSync:Guilds:{Second}:VerifiedRoleId"] = "2000000000000000011",
        });

        Assert.Empty(settings.Problems);
        Assert.Equal(GuildId.Parse(Second), settings.Guilds.Default);
    }

    [Fact]
    public void Of_several_guilds_none_is_the_default_and_flat_roles_belong_to_nobody()
    {
        var guilds = new Dictionary<string, string?>
        {
            ["DISCORD_TOKEN"] = "a.bot.token",
            [$"RoleSync:Guilds:{Given.Guild}:VerifiedRoleId"] = "2000000000000000010",
            [$"RoleSync:Guilds:{Second}:VerifiedRoleId"] = "2000000000000000011",
        };
        Assert.Null(Given.Read(guilds).Guilds.Default);
        Assert.Empty(Given.Read(guilds).Problems);

        guilds["ETHOS_ROLE_RENOWNED"] = "2000000000000000012";
        Assert.Contains("DISCORD_GUILD_ID", Assert.Single(Given.Read(guilds).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Tiers_can_be_named_anew()
    {
        var settings = Given.Settings(("RoleSync:Tiers:Low", "0"), ("RoleSync:Tiers:High", "1500"), ("ETHOS_ROLE_HIGH_HUMAN", "2000000000000000002"));

        Assert.Empty(settings.Problems);
        Assert.Equal(["Low", "High"], settings.Guilds.Find(GuildId.Parse(Given.Guild))!.Ladder.Tiers.Select(tier => tier.Name));
        Assert.StartsWith("RoleSync:Tiers:", Assert.Single(Given.Settings(("RoleSync:Tiers:Low", "0"), ("RoleSync:Tiers:High", "0")).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void The_exempt_role_is_read() => Assert.Equal(
        RoleId.Parse("2000000000000000005"),
        Given.Settings(("SYNC_EXEMPT_ROLE_ID", "2000000000000000005")).Guilds.Find(GuildId.Parse(Given.Guild))!.Exempt);
}

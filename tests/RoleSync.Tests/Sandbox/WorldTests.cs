using RoleSync.Sandbox.Worlds;

namespace RoleSync.Tests.Sandbox;

public sealed class WorldTests
{
    private const ulong Someone = 111_111_111_111_111_111;

    [Theory]
    [InlineData(0, "UNTRUSTED")]
    [InlineData(799, "UNTRUSTED")]
    [InlineData(800, "QUESTIONABLE")]
    [InlineData(1199, "QUESTIONABLE")]
    [InlineData(1200, "NEUTRAL")]
    [InlineData(1399, "NEUTRAL")]
    [InlineData(1400, "KNOWN")]
    [InlineData(1600, "ESTABLISHED")]
    [InlineData(1800, "REPUTABLE")]
    [InlineData(2000, "EXEMPLARY")]
    [InlineData(2200, "DISTINGUISHED")]
    [InlineData(2400, "REVERED")]
    [InlineData(2599, "REVERED")]
    [InlineData(2600, "RENOWNED")]
    [InlineData(2800, "RENOWNED")]
    public void The_oracle_gives_the_tier_of_the_score(int score, string tier) =>
        Assert.Equal(Roles(Guild(), $"ETHOS_ROLE_{tier}", "ETHOS_VERIFIED_PROFILE_ROLE_ID"), Expected(user => user with { Score = score, ProfileId = 1 }));

    [Theory]
    [InlineData(0, HumanVerification.None, "ETHOS_ROLE_KNOWN")]
    [InlineData(1, HumanVerification.Pending, "ETHOS_ROLE_KNOWN_VALIDATOR", "ETHOS_ROLE_VALIDATOR")]
    [InlineData(0, HumanVerification.Verified, "ETHOS_ROLE_KNOWN_HUMAN", "ETHOS_ROLE_HUMAN_VERIFIED")]
    [InlineData(2, HumanVerification.Verified, "ETHOS_ROLE_KNOWN_HUMAN_VALIDATOR", "ETHOS_ROLE_VALIDATOR", "ETHOS_ROLE_HUMAN_VERIFIED", "ETHOS_ROLE_HUMAN_VALIDATOR")]
    public void The_oracle_gives_the_variant_and_the_badges(int nfts, HumanVerification human, params string[] names) =>
        Assert.Equal(Roles(Guild(), [.. names, "ETHOS_VERIFIED_PROFILE_ROLE_ID"]),
            Expected(user => user with { ProfileId = 1, ValidatorNftCount = nfts, Human = human }));

    [Fact]
    public void The_untrusted_have_only_the_base_role_but_keep_their_badges() =>
        Assert.Equal(Roles(Guild(), "ETHOS_ROLE_UNTRUSTED", "ETHOS_ROLE_HUMAN_VERIFIED", "ETHOS_VERIFIED_PROFILE_ROLE_ID"),
            Expected(user => user with { Score = 10, ProfileId = 1, Human = HumanVerification.Verified }));

    [Fact]
    public void One_interaction_of_any_kind_makes_a_profile_and_none_leaves_the_verified_role_alone()
    {
        var full = Roles(Guild(), "ETHOS_ROLE_KNOWN", "ETHOS_VERIFIED_PROFILE_ROLE_ID");
        Assert.Equal(full, Expected(user => user with { HasAddress = true }));
        Assert.Equal(full, Expected(user => user with { VouchesReceived = 1 }));
        Assert.Equal(full, Expected(user => user with { NegativeReviews = 1 }));
        Assert.Equal(Roles(Guild()), Expected(user => user with { VouchesReceived = 0, ValidatorNftCount = 1 }));
        Assert.Equal(Roles(Guild()), Guild(user: null).ExpectedRoles(Someone));
    }

    [Fact]
    public void Nothing_is_expected_of_the_merged_of_bots_and_of_members_without_the_verified_role()
    {
        Assert.Null(Expected(user => user with { ProfileId = 1, Status = EthosStatus.Merged }));
        var guild = Guild();
        guild.AddMember(5, [guild.VerifiedRoleId], bot: true);
        guild.AddMember(6);
        Assert.Null(guild.ExpectedRoles(5));
        Assert.Null(guild.ExpectedRoles(6));
        Assert.Equal([Someone], guild.WrongMembers());
    }

    [Fact]
    public void Both_accounts_of_one_person_count()
    {
        var world = WorldOf(new GuildOptions { Members = 1000, TwinShare = 0.1 });
        var accounts = world.TheGuild.VerifiedMembers().Select(world.Ethos.Find).OfType<EthosUser>().First(user => user.DiscordIds.Count == 2).DiscordIds;
        Assert.Equal(world.TheGuild.ExpectedRoles(accounts[0]), world.TheGuild.ExpectedRoles(accounts[1]));
        world.Ethos.SetScore(accounts[1], 2650);
        Assert.Equal(2650, world.Ethos.Find(accounts[0])!.Score);
    }

    [Theory]
    [InlineData(WrongKinds.Mixed, 0.0, 0)]
    [InlineData(WrongKinds.Mixed, 0.05, 50)]
    [InlineData(WrongKinds.Mixed, 1.0, 1000)]
    [InlineData(WrongKinds.SingleRole, 0.25, 250)]
    [InlineData(WrongKinds.TierSwitch, 0.5, 500)]
    public void Exactly_the_share_that_shall_be_wrong_is_wrong_in_the_way_asked_for(WrongKinds kind, double share, int wrong)
    {
        var guild = WorldOf(new GuildOptions { Members = 1000, Bots = 10, WrongShare = share, Wrong = kind, MergedShare = 0 }).TheGuild;
        Assert.Equal(wrong, guild.WrongMembers().Count);
        var managed = guild.Roles.Where(role => role.Kind == RoleKind.Policy).Select(role => role.Id).ToHashSet();
        foreach (var member in guild.WrongMembers())
        {
            var (expected, held) = (guild.ExpectedRoles(member)!, guild.RolesOf(member).Where(managed.Contains).ToArray());
            var (missing, superfluous) = (expected.Except(held).Count(), held.Except(expected).Count());
            Assert.True(kind == WrongKinds.Mixed || (kind == WrongKinds.SingleRole ? missing + superfluous == 1 : (missing, superfluous) == (1, 1)));
        }
    }

    [Fact]
    public void Shares_of_verified_and_absent_people_are_met()
    {
        var world = WorldOf(new GuildOptions { Members = 1000, Bots = 50, VerifiedShare = 0.3, AbsentShare = 0.2, TwinShare = 0 });
        Assert.Equal(300, world.TheGuild.VerifiedMembers().Length);
        Assert.InRange(world.TheGuild.MemberIds().Count(id => !world.TheGuild.IsBot(id) && world.Ethos.Find(id) is null), 180, 220);
        Assert.Equal(1051, world.TheGuild.MemberCount);
    }

    [Fact]
    public void The_same_seed_makes_the_same_guild_and_one_changed_role_shows_in_the_snapshot()
    {
        var options = new GuildOptions { Members = 500, WrongShare = 0.3 };
        var (one, same, other) = (WorldOf(options).TheGuild, WorldOf(options).TheGuild, WorldOf(options, seed: 2).TheGuild);
        Assert.Equal(one.Snapshot().Hash, same.Snapshot().Hash);
        Assert.NotEqual(one.Snapshot().Hash, other.Snapshot().Hash);
        Assert.Equal(one.Snapshot().Members, same.Snapshot().Members);
        same.Revoke(same.VerifiedMembers()[7], same.VerifiedRoleId);
        Assert.NotEqual(one.Snapshot().Hash, same.Snapshot().Hash);
    }

    [Fact]
    public void Guilds_share_no_member_but_the_bot()
    {
        var options = new GuildOptions { Members = 300 };
        var world = new World(1, [options, options, options], null, TimeProvider.System);
        var all = world.Guilds.SelectMany(guild => guild.MemberIds()).ToList();
        Assert.Equal(901, all.Distinct().Count());
        Assert.Equal(3, all.Count(id => id == world.BotId));
    }

    private static ulong[]? Expected(Func<EthosUser, EthosUser> change) => Guild(change(new EthosUser(9, [Someone], 1450))).ExpectedRoles(Someone);

    private static SandboxGuild Guild(EthosUser? user = null)
    {
        var world = WorldOf(new GuildOptions { Members = 0 });
        world.TheGuild.AddMember(Someone, [world.TheGuild.VerifiedRoleId, world.TheGuild.RoleId("ETHOS_ROLE_KNOWN")]);
        if (user is not null)
        {
            world.Ethos.Put(user);
        }
        return world.TheGuild;
    }

    private static World WorldOf(GuildOptions guild, ulong seed = 1) => new(seed, [guild], null, TimeProvider.System);

    private static ulong[] Roles(SandboxGuild guild, params string[] names) =>
        [.. names.Append("ETHOS_VERIFIED_ROLE_ID").Select(guild.RoleId).Order()];
}

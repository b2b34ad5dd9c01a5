using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;

namespace RoleSync.Core.Tests.Policies;

public sealed class AssignabilityTests
{
    private static readonly RoleId _bots = new(500);
    private static readonly Role _everyone = new(new(1), "@everyone", 0, Permissions.None, false);
    private static readonly Role _bot = new(_bots, "rolesync", 50, Permissions.ManageRoles, true);
    private static readonly Role _verified = new(new(10), "Verified", 60, Permissions.None, true);
    private static readonly Role _known = new(new(11), "The Known", 20, Permissions.None, false);
    private static readonly Member _member = new(new MemberId(7), [_bots], IsBot: true);
    private static readonly Policy _policy =
        new PolicyDraft(TierLadder.Default).Add("VERIFIED_ROLE_ID", _verified.Id).Add("ROLE_KNOWN", _known.Id).Build().Value!;

    [Fact]
    public void A_role_below_the_bots_highest_can_be_given()
    {
        var preflight = Check(_bot, _known);

        Assert.Null(preflight.Fatal);
        Assert.Empty(preflight.Obstacles);
    }

    [Fact]
    public void The_verified_role_stands_in_the_way_of_verifications_only()
    {
        var preflight = Check(_bot, _known);

        Assert.StartsWith("The role \"Verified\" for Verified (VERIFIED_ROLE_ID) is managed by Discord", preflight.VerifiedObstacle);
        Assert.Null(preflight.Fatal);
        Assert.Empty(preflight.Obstacles);
        Assert.Null(Assignability.Check(
            GuildOf(_everyone, _bot, _known, _verified with { Position = 10, IsDiscordManaged = false }), _member, _policy).VerifiedObstacle);
    }

    [Fact]
    public void A_role_above_the_bot_says_what_to_do() =>
        Assert.Equal(
            "The role \"The Known\" for Known (ROLE_KNOWN) is not below the bot's highest role \"rolesync\". In Server Settings, Roles, drag the bot's role above it.",
            Obstacle(_bot, _known with { Position = 51 }));

    [Theory]
    [InlineData(499UL, true)]
    [InlineData(501UL, false)]
    public void Of_equal_positions_the_lower_id_stands_above(ulong id, bool isBlocked)
    {
        var role = _known with { Id = new(id), Position = 50 };
        var policy = new PolicyDraft(TierLadder.Default).Add("VERIFIED_ROLE_ID", _verified.Id).Add("ROLE_KNOWN", role.Id).Build().Value!;

        Assert.Equal(isBlocked, Assignability.Check(GuildOf(_everyone, _bot, _verified, role), _member, policy).Obstacles.ContainsKey(role.Id));
    }

    [Fact]
    public void A_deleted_role_says_so() =>
        Assert.StartsWith("The role 11 for Known (ROLE_KNOWN) is not in Testers: it was deleted", Obstacle(_bot, null));

    [Fact]
    public void A_role_of_an_integration_says_so() =>
        Assert.StartsWith("The role \"The Known\" for Known (ROLE_KNOWN) is managed by Discord", Obstacle(_bot, _known with { IsDiscordManaged = true }));

    [Fact]
    public void The_role_of_everyone_stands_for_nothing()
    {
        var policy = new PolicyDraft(TierLadder.Default).Add("VERIFIED_ROLE_ID", _verified.Id).Add("ROLE_KNOWN", _everyone.Id).Build().Value!;

        Assert.StartsWith(
            "ROLE_KNOWN names @everyone", Assignability.Check(GuildOf(_everyone, _bot, _verified), _member, policy).Obstacles[_everyone.Id]);
    }

    [Theory]
    [InlineData("0", "0", false)]
    [InlineData("32", "0", false)]
    [InlineData("268435456", "0", true)]
    [InlineData("8", "0", true)]
    [InlineData("0", "268435456", true)]
    [InlineData("1180591620717411303424", "0", false)]
    [InlineData("1180591620717679738880", "0", true)]
    public void The_bot_needs_the_right_to_manage_roles(string bots, string everyones, bool may)
    {
        var fatal = Assignability
            .Check(GuildOf(_everyone with { Permissions = Read(everyones) }, _bot with { Permissions = Read(bots) }, _verified, _known), _member, _policy).Fatal;

        Assert.Equal(may ? null : "The bot may not manage roles in Testers: give one of its roles the permission Manage Roles, then start again.", fatal);
    }

    private static Permissions Read(string text) => Permissions.TryParse(text, out var permissions) ? permissions : throw new FormatException(text);

    [Fact]
    public void An_administrator_still_stands_below_higher_roles() =>
        Assert.NotNull(Obstacle(_bot with { Permissions = Permissions.Administrator }, _known with { Position = 51 }));

    [Fact]
    public void The_owner_stands_above_all()
    {
        var guild = GuildOf(_everyone, _verified, _known) with { Owner = _member.Id };

        var preflight = Assignability.Check(guild, _member with { Roles = [] }, _policy);

        Assert.Null(preflight.Fatal);
        Assert.Empty(preflight.Obstacles);
    }

    [Fact]
    public void Without_the_verified_role_no_run_can_do_anything() =>
        Assert.StartsWith("Testers has no role 10, which puts members in scope", Assignability.Check(GuildOf(_everyone, _bot, _known), _member, _policy).Fatal);

    private static string? Obstacle(Role bot, Role? known) => Check(bot, known).Obstacles.GetValueOrDefault(_known.Id);

    private static AssignabilityVerdict Check(Role bot, Role? known) =>
        Assignability.Check(known is null ? GuildOf(_everyone, bot, _verified) : GuildOf(_everyone, bot, _verified, known), _member, _policy);

    private static Guild GuildOf(params Role[] roles) => new(new GuildId(1), "Testers", new MemberId(99), roles, false, null);
}

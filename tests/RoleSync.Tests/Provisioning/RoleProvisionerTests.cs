using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Policies;
using RoleSync.Provisioning;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Storage;
using RoleSync.Storage.Databases;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Provisioning;

/// <summary>Listing and making roles against the sandbox, over real HTTP and a real file.</summary>
public sealed class RoleProvisionerTests
{
    private const string CreateRole = "POST /guilds/*/roles";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_tier_badge_and_status_is_listed_with_its_role_position_holders_and_problem()
    {
        await using var runs = await StartAsync(bare: false);
        var (gone, above) = (runs.Guild.RoleId("ETHOS_ROLE_NEUTRAL"), runs.Guild.RoleId("ETHOS_ROLE_RENOWNED"));
        runs.Guild.DeleteRole(gone);
        runs.Guild.MoveRole(above, 200);

        var report = await ListAsync(runs);

        Assert.Equal(TierLadder.Default.Keys, report.Roles.Select(role => role.Key));
        Assert.All(report.Roles, role => Assert.Equal(RoleSource.Configured, role.Source));
        Assert.Equal(["ROLE_NEUTRAL", "ROLE_RENOWNED"], report.Roles.Where(role => role.Problem is not null).Select(role => role.Key.Key).Order());
        Assert.All(report.Roles.Where(role => role.Role!.Value.Value != gone), role => Assert.Equal(Holders(runs.Guild, role.Role!.Value), role.Holders));
        Assert.Equal(200, State(report, "ROLE_RENOWNED").Position);
        Assert.Null(State(report, "ROLE_NEUTRAL").Position);
        Assert.Equal(0, runs.Server.Journal.Count(route: "/guilds/{guild}/members"));
    }

    [Fact]
    public async Task Stored_roles_that_cannot_be_read_at_the_start_are_told_of_in_the_log()
    {
        await using var runs = await StartAsync(bare: false);
        await using (var db = runs.Get<Database>().Open())
        {
            await db.Database.ExecuteSqlRawAsync("DROP TABLE roles", Ct);
        }

        var stored = runs.Get<StoredRoles>();
        await stored.StartAsync(Ct);
        await stored.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Ct);

        Assert.Contains(runs.Log.Warnings, line => line.Contains("roles that are stored could not be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_Discord_does_not_count_holders_the_pages_of_the_member_list_do()
    {
        await using var runs = await StartAsync(bare: false, members: 2_300);
        runs.Server.Faults.Add("GET /guilds/*/roles/member-counts", Fault.Status(404, """{"message":"404: Not Found","code":0}"""));

        var report = await ListAsync(runs);

        Assert.Null(report.HoldersNote);
        Assert.All(report.Roles, role => Assert.Equal(Holders(runs.Guild, role.Role!.Value), role.Holders));
        Assert.Equal(3, runs.Server.Journal.Count(route: "/guilds/{guild}/members", status: 200));
    }

    [Fact]
    public async Task What_is_missing_is_made_once_however_often_it_is_asked_for()
    {
        await using var runs = await StartAsync();
        var before = runs.Guild.Roles.Count;

        var first = await CreateAsync(runs);
        var second = await CreateAsync(runs);

        Assert.Equal(41, first.Roles.Count(role => role.Done is RoleAction.Made));
        Assert.DoesNotContain(second.Roles, role => role.Done is not RoleAction.None);
        Assert.False(second.HasProblems);
        Assert.Equal(before + 41, runs.Guild.Roles.Count);
        Assert.Equal(41, runs.Server.Journal.Count("POST", "/guilds/{guild}/roles"));
        var bot = runs.Guild.Roles.Single(role => role.Kind == RoleKind.Bot);
        foreach (var state in first.Roles.Where(role => role.Done is RoleAction.Made))
        {
            var role = runs.Guild.Roles.Single(role => role.Id == state.Role!.Value.Value);
            Assert.Equal(RoleAppearance.Of(state.Key), new RoleAppearance(role.Name, role.Color));
            Assert.True(role is { Permissions: 0, IsMentionable: false } && bot.IsAbove(role), role.ToString());
        }
    }

    [Fact]
    public async Task A_run_right_after_works_by_the_new_roles()
    {
        await using var runs = await StartAsync();
        Assert.Equal(0, (await runs.CompleteAsync()).Planned);

        var report = await CreateAsync(runs);
        var run = await runs.CompleteAsync();

        Assert.True(run.Applied > 0, run.ToString());
        var tiers = report.Roles.Where(role => role.Key.Rank is not null).Select(role => role.Role!.Value.Value).ToHashSet();
        Assert.All(runs.Guild.VerifiedMembers(), member => Assert.InRange(runs.Guild.RolesOf(member).Count(tiers.Contains), 0, 1));
        Assert.Contains(runs.Guild.VerifiedMembers(), member => runs.Guild.RolesOf(member).Any(tiers.Contains));
        Assert.Equal(0, (await runs.CompleteAsync()).Planned);
    }

    [Fact]
    public async Task Without_variants_each_tier_gets_one_role()
    {
        await using var runs = await StartAsync();

        var report = await CreateAsync(runs, variants: false);

        Assert.Equal(14, report.Roles.Count(role => role.Done is RoleAction.Made));
        Assert.DoesNotContain(report.Roles, role => role.Key.Rank is { Variant: not Variant.Base } && role.Role is not null);
    }

    [Fact]
    public async Task After_a_crash_between_making_a_role_and_noting_it_the_role_is_found_again()
    {
        await using var runs = await StartAsync();
        var highest = runs.Guild.Roles.Max(role => role.Id);
        Assert.Null(await runs.Get<RoleStore>().IntendAsync(Id(runs), "ROLE_KNOWN", new RoleId(highest), Ct));
        var made = runs.Guild.AddRole("Known");

        var report = await CreateAsync(runs);

        Assert.Equal((made.Id, RoleAction.Made), (State(report, "ROLE_KNOWN").Role!.Value.Value, State(report, "ROLE_KNOWN").Done));
        Assert.Single(runs.Guild.Roles, role => role.Name == "Known");
    }

    [Fact]
    public async Task A_role_that_may_still_come_into_being_is_not_made_a_second_time()
    {
        await using var runs = await StartAsync();
        Assert.Null(await runs.Get<RoleStore>().IntendAsync(Id(runs), "ROLE_KNOWN", new RoleId(runs.Guild.Roles.Max(role => role.Id)), Ct));

        var report = await CreateAsync(runs);

        Assert.Contains("less than a minute ago", State(report, "ROLE_KNOWN").Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(runs.Guild.Roles, role => role.Name == "Known");
        Assert.Equal(40, report.Roles.Count(role => role.Done is RoleAction.Made));
    }

    [Fact]
    public async Task A_role_whose_answer_was_lost_is_found_and_not_made_again()
    {
        await using var runs = await StartAsync();
        runs.Server.Faults.Add(new FaultRule(CreateRole, Fault.Abort()) { Times = 3, AfterHandling = true });

        var report = await CreateAsync(runs);

        Assert.Equal(41, report.Roles.Count(role => role.Done is RoleAction.Made));
        Assert.All(report.Roles, role => Assert.Single(runs.Guild.Roles, one => one.Name == RoleAppearance.Of(role.Key).Name));
    }

    [Fact]
    public async Task When_Discord_is_down_nothing_is_guessed_and_the_next_call_goes_on()
    {
        await using var runs = await StartAsync();
        var down = runs.Server.Faults.Add(new FaultRule(CreateRole, Fault.Status(500)) { After = 5 });
        var first = await CreateAsync(runs);
        Assert.Equal(5, first.Roles.Count(role => role.Done is RoleAction.Made));
        Assert.NotNull(first.Problem);

        runs.Server.Faults.Remove(down);
        var second = await CreateAsync(runs);

        // The one whose answer was a 500 may still come: it waits for its minute.
        Assert.Equal(35, second.Roles.Count(role => role.Done is RoleAction.Made));
        Assert.Single(second.Roles, role => role.Role is null);
    }

    [Fact]
    public async Task A_role_that_is_there_is_adopted_only_when_that_is_asked_for()
    {
        await using var runs = await StartAsync();
        var there = runs.Guild.AddRole("known validator");
        var powerful = runs.Guild.AddRole("Reputable", permissions: 8);

        var first = await CreateAsync(runs);
        Assert.Contains("--adopt", State(first, "ROLE_KNOWN_VALIDATOR").Problem, StringComparison.Ordinal);
        Assert.Null(State(first, "ROLE_KNOWN_VALIDATOR").Role);
        Assert.Equal(39, first.Roles.Count(role => role.Done is RoleAction.Made));

        var second = await CreateAsync(runs, adopt: true);
        Assert.Equal((there.Id, RoleAction.Adopted), (State(second, "ROLE_KNOWN_VALIDATOR").Role!.Value.Value, State(second, "ROLE_KNOWN_VALIDATOR").Done));
        Assert.Contains("permissions", State(second, "ROLE_REPUTABLE").Problem, StringComparison.Ordinal);
        Assert.Contains(runs.Guild.Roles, role => role.Id == powerful.Id);

        runs.Guild.AddRole("Reputable");
        Assert.Contains("2 roles named", State(await CreateAsync(runs, adopt: true), "ROLE_REPUTABLE").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guild_that_has_no_room_for_all_of_them_gets_none()
    {
        await using var runs = await StartAsync();
        while (runs.Guild.Roles.Count < 212)
        {
            runs.Guild.AddRole($"filler {runs.Guild.Roles.Count}");
        }

        var report = await CreateAsync(runs);

        Assert.Contains("250", report.Problem, StringComparison.Ordinal);
        Assert.Equal(212, runs.Guild.Roles.Count);
    }

    [Fact]
    public async Task A_bot_without_the_permission_makes_nothing_and_says_so()
    {
        await using var runs = await StartAsync();
        runs.Guild.BotMayManageRoles = false;

        Assert.Contains("Manage Roles", (await CreateAsync(runs)).Problem, StringComparison.Ordinal);
        Assert.Equal(0, runs.Server.Journal.Count("POST", "/guilds/{guild}/roles"));
    }

    [Fact]
    public async Task A_role_of_ours_that_somebody_deleted_is_made_anew()
    {
        await using var runs = await StartAsync();
        var first = await CreateAsync(runs);
        runs.Guild.DeleteRole(State(first, "ROLE_KNOWN").Role!.Value.Value);

        var second = await CreateAsync(runs);

        Assert.Equal(RoleAction.Made, Assert.Single(second.Roles, role => role.Done is not RoleAction.None).Done);
        Assert.Single(runs.Guild.Roles, role => role.Name == "Known");
    }

    /// <summary>A service over a guild that has, or has not, the roles of the policy; the verified one is always there.</summary>
    private static async Task<SandboxRuns> StartAsync(bool bare = true, int members = 60)
    {
        var unset = TierLadder.Default.Keys.Where(key => bare && key.Key != PolicyKey.Verified).Select(key => ($"ETHOS_{key.Key}", ""));
        var runs = await SandboxRuns.StartAsync(
            new SandboxOptions { Speed = 200, Guilds = [new GuildOptions { Members = members }] },
            [("SYNC_CONFIRM_ABSENT", "1"), ("RoleSync:Discord:RetryDelay", "00:00:00.001"), .. unset]);
        foreach (var role in runs.Guild.Roles.Where(role => role is { Name: "Known", Kind: RoleKind.Foreign } || (bare && role.Kind is RoleKind.Policy && role.Id != runs.Guild.VerifiedRoleId)))
        {
            runs.Guild.DeleteRole(role.Id);
        }

        return runs;
    }

    private static GuildId Id(SandboxRuns runs) => new(runs.Guild.Id);

    private static int Holders(SandboxGuild guild, RoleId role) => guild.MemberIds().Count(member => guild.RolesOf(member).Contains(role.Value));

    private static RoleState State(RoleReport report, string key) => report.Roles.Single(role => role.Key.Key == key);

    private static async Task<RoleReport> ListAsync(SandboxRuns runs) =>
        Assert.IsType<RolesAnswer.Known>(await runs.Get<RoleInventory>().ListAsync(null, Ct)).Report;

    private static async Task<RoleReport> CreateAsync(SandboxRuns runs, bool adopt = false, bool variants = true) =>
        Assert.IsType<RolesAnswer.Known>(await runs.Get<RoleProvisioner>().CreateAsync(new RoleRequest(null, adopt, variants, "a test"), Ct)).Report;
}

using Microsoft.Extensions.DependencyInjection;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Standings;
using RoleSync.Core.Waiting;
using RoleSync.Ethos;
using RoleSync.Ethos.Http;
using RoleSync.Ethos.Standings;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using EthosUser = RoleSync.Sandbox.Worlds.EthosUser;

namespace RoleSync.Tests.Ethos;

/// <summary>The client against the simulated Ethos, over HTTP and on the real clock.</summary>
public sealed class EthosSandboxTests
{
    private const string Route = "POST /users/by/discord";

    private static readonly GuildOptions _mixed = new()
    {
        Members = 11_000,
        VerifiedShare = 0.9,
        WrongShare = 0.2,
        AbsentShare = 0.1,
        NoInteractionShare = 0.1,
        MergedShare = 0.01,
        TwinShare = 0.05,
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_standings_of_11_000_members_take_22_calls_and_are_what_Ethos_knows()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Guilds = [_mixed] }, Ct);
        await using var services = Services(sandbox);
        var ids = sandbox.World.TheGuild.MemberIds().Where(id => !sandbox.World.TheGuild.IsBot(id)).ToList();

        var standings = await LookUpAsync(services, ids);

        Assert.Equal(11_000, standings.Count);
        Assert.All(ids, id => Assert.Equal(ExpectedWords(sandbox.World.Ethos.Find(id)), standings[new MemberId(id)].Words()));
        Assert.Equal(22, sandbox.Journal.Count("POST", "/users/by/discord", 200));
        Assert.Equal(22, sandbox.Journal.Requests.Count);
        Assert.Empty(sandbox.Journal.Violations);
    }

    [Fact]
    public async Task The_plan_leaves_every_member_with_the_roles_that_the_sandbox_demands()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Guilds = [_mixed with { Members = 3_000 }] }, Ct);
        await using var services = Services(sandbox);
        var guild = sandbox.World.TheGuild;
        var policy = PolicyOf(guild);
        var ids = guild.VerifiedMembers();
        var wrong = guild.WrongMembers().ToHashSet();

        var standings = await LookUpAsync(services, ids);

        Assert.NotEmpty(wrong);
        foreach (var id in ids)
        {
            var member = new Member(new MemberId(id), [.. guild.RolesOf(id).Select(role => new RoleId(role))], IsBot: false);
            var plan = Planner.Plan(member, standings[member.Id], policy, new Dictionary<RoleId, string>());
            Assert.Equal(wrong.Contains(id), plan.Count > 0);
            Apply(guild, plan);
        }

        Assert.Empty(guild.WrongMembers());
    }

    [Fact]
    public async Task Both_accounts_of_one_person_are_found_without_the_old_vouch_field()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        await using var services = Services(sandbox);
        sandbox.World.Ethos.Put(new EthosUser(990_001, [175928847299117063, 175928847299117064], 1234) { PositiveReviews = 1 });

        var standings = await LookUpAsync(services, [175928847299117063, 175928847299117064, 175928847299117065]);

        Assert.Equal(["1234", "1234", "absent"], standings.OrderBy(pair => pair.Key).Select(pair => pair.Value.Words()));
    }

    public static TheoryData<string, Fault, bool> Faults() => new()
    {
        { "cut connection", Fault.Abort(), true },
        { "reset in mid-body", Fault.ResetMidBody(), true },
        { "truncated", Fault.Truncate(), true },
        { "502 page", Fault.BadGatewayPage(), true },
        { "HTML with 200", Fault.Body("<html></html>", "text/html"), true },
        { "429", Fault.Status(429, headers: new Dictionary<string, string> { ["Retry-After"] = "1" }), true },
        { "slow body", Fault.SlowBody(TimeSpan.FromMilliseconds(300)), true },
        { "400", Fault.Status(400, "{\"code\":\"BAD_REQUEST\"}"), true },
        { "strings for numbers", Fault.WrongTypes(), false },
        { "500", Fault.Status(500), true },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task One_fault_on_the_wire_makes_nobody_anything_they_are_not(string fault, Fault wire, bool isSurvived)
    {
        Assert.NotEmpty(fault);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Guilds = [_mixed with { Members = 400 }] }, Ct);
        await using var services = Services(sandbox);
        var ids = sandbox.World.TheGuild.MemberIds();
        var rule = sandbox.Faults.Add(Route, wire, times: 1);

        var standings = await LookUpAsync(services, ids);

        Assert.Equal(1, rule.Hits);
        Assert.All(ids, id => Assert.Equal(
            isSurvived || sandbox.World.Ethos.Find(id) is null ? ExpectedWords(sandbox.World.Ethos.Find(id)) : "unknown",
            standings[new MemberId(id)].Words()));
    }

    [Fact]
    public async Task A_refused_connection_makes_everyone_unknown()
    {
        var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        await using var services = Services(sandbox);
        await sandbox.DisposeAsync();

        var standings = await LookUpAsync(services, [11, 12]);

        Assert.All(standings.Values, standing => Assert.Equal(new Standing.Unknown("Ethos could not be reached (ConnectionError).") { IsOutage = true }, standing));
        Assert.Equal(2, standings.Count);
    }

    private static ServiceProvider Services(SandboxServer sandbox)
    {
        var services = new ServiceCollection().AddLogging().AddEthos();
        services.Configure<EthosOptions>(options => options.ApiBaseUrl = sandbox.EthosUrl);
        return services.BuildServiceProvider();
    }

    private static async Task<Dictionary<MemberId, Standing>> LookUpAsync(ServiceProvider services, IEnumerable<ulong> ids)
    {
        var ethos = services.GetRequiredService<EthosClient>();
        var standings = new Dictionary<MemberId, Standing>();
        foreach (var batch in ids.Select(id => new MemberId(id)).Chunk(EthosClient.MaximumBatch))
        {
            foreach (var (member, standing) in await ethos.LookUpAsync(batch, new CallUrgency(RequestPriority.Bulk), Ct))
            {
                standings.Add(member, standing);
            }
        }

        return standings;
    }

    private static string ExpectedWords(EthosUser? user) => user switch
    {
        null => "absent",
        { Status: EthosStatus.Merged } => "unknown",
        _ => $"{user.Score}{(user.ValidatorNftCount > 0 ? " validator" : "")}{(user.Human == HumanVerification.Verified ? " human" : "")}"
            + (user.ProfileId is not null || user.HasAddress || user.VouchesReceived > 0
                || user.PositiveReviews + user.NeutralReviews + user.NegativeReviews > 0 ? "" : " silent"),
    };

    private static Policy PolicyOf(SandboxGuild guild)
    {
        var draft = new PolicyDraft(TierLadder.Default, "ETHOS_");
        foreach (var (name, role) in guild.PolicyVariables())
        {
            draft.Add(name["ETHOS_".Length..], RoleId.Parse(role));
        }

        return draft.Build().Value!;
    }

    private static void Apply(SandboxGuild guild, IReadOnlyList<Change> plan)
    {
        foreach (var change in plan)
        {
            if (change.Kind == ChangeKind.Grant)
            {
                guild.Grant(change.Member.Value, change.Role.Value);
            }
            else
            {
                guild.Revoke(change.Member.Value, change.Role.Value);
            }
        }
    }
}

using System.Net;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Syncing;

/// <summary>Whole runs of the real process against the sandbox.</summary>
public sealed class WholeSyncTests : IDisposable
{
    private readonly TemporaryDatabase _database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Every_wrong_member_ends_right_and_nobody_else_is_touched()
    {
        await using var sandbox = await SandboxServer.StartAsync(World(members: 2_500, wrong: 0.03), Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = "true" }, Ct);
        using var caller = new SyncCaller(service.Url);
        var wrong = sandbox.World.TheGuild.WrongMembers();
        Assert.NotEmpty(wrong);

        var (status, answer) = await caller.TriggerAsync(null, Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True((bool)answer["success"]!);
        var end = await caller.WaitForEndAsync(Ct);

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.Empty(sandbox.World.TheGuild.WrongMembers());
        Assert.Equal(0, sandbox.Journal.Count(status: 429));
        Assert.Empty(sandbox.Journal.Violations);
        Assert.Equal(0, sandbox.Journal.OverlappingWrites);
        Assert.Equal(wrong.Order(), sandbox.Journal.Writes.Select(write => write.Member).Distinct().Order());
        Assert.Equal(sandbox.Journal.WriteCount, end.GetProperty("applied").GetInt32());
        Assert.Equal(end.GetProperty("totalUsers").GetInt32(), end.GetProperty("processedUsers").GetInt32());
        Assert.Equal(end.GetProperty("totalUsers").GetInt32() - 1, end.GetProperty("lastProcessedIndex").GetInt32());
        Assert.False(end.GetProperty("isRunning").GetBoolean());
    }

    [Fact]
    public async Task Every_write_says_why_in_the_audit_log()
    {
        await using var sandbox = await SandboxServer.StartAsync(World(members: 300, wrong: 0.1), Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = "true" }, Ct);
        using var caller = new SyncCaller(service.Url);

        await caller.TriggerAsync(null, Ct);
        await caller.WaitForEndAsync(Ct);

        Assert.NotEmpty(sandbox.Journal.Writes);
        Assert.All(sandbox.Journal.Writes, write => Assert.Matches(@"^rolesync run 1: (score \d+|no \w+).*, .+", write.Reason!));
    }

    [Fact]
    public async Task A_dry_run_plans_everything_and_writes_nothing()
    {
        await using var sandbox = await SandboxServer.StartAsync(World(members: 500, wrong: 0.1), Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, null, Ct);
        using var caller = new SyncCaller(service.Url);

        await caller.TriggerAsync(new { dryRun = true }, Ct);
        var end = await caller.WaitForEndAsync(Ct);

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.True(end.GetProperty("planned").GetInt32() > 0);
        Assert.Equal(0, sandbox.Journal.WriteCount);
    }

    [Fact]
    public async Task Eleven_thousand_members_that_are_all_right_cost_eleven_pages_twenty_two_lookups_and_few_other_calls()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Seed = 7, Speed = 50, Guilds = [new GuildOptions { Members = 10_998, MergedShare = 0, TwinShare = 0 }] }, Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = "true" }, Ct);
        using var caller = new SyncCaller(service.Url);

        await caller.TriggerAsync(null, Ct);
        var end = await caller.WaitForEndAsync(Ct);

        var journal = sandbox.Journal;
        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.Equal(10_998, end.GetProperty("totalUsers").GetInt32());
        var lists = journal.Count("GET", "/guilds/{guild}/members");
        var lookUps = journal.Count("POST", "/users/by/discord");
        Assert.InRange(lists, 1, 11);
        Assert.InRange(lookUps, 1, 22);
        Assert.InRange(journal.Count() - lists - lookUps, 0, 10);
        Assert.Equal(0, journal.WriteCount);
        Assert.Equal(0, journal.Count(status: 429));
    }

    [Fact]
    public async Task A_plan_that_takes_from_too_many_is_held_until_somebody_approves_it()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            World(members: 200, wrong: 0) with { Guilds = [new GuildOptions { Members = 200, AbsentShare = 0.5, WrongShare = 0.4 }] }, Ct);
        var guild = sandbox.World.TheGuild;
        var tier = guild.RoleId("ETHOS_ROLE_RENOWNED");
        foreach (var member in guild.VerifiedMembers().Where(member => guild.ExpectedRoles(member) is { Length: 1 }).Take(60))
        {
            guild.Grant(member, tier);
        }

        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = "true", ["SYNC_CONFIRM_ABSENT"] = "1" }, Ct);
        using var caller = new SyncCaller(service.Url);
        await caller.TriggerAsync(null, Ct);
        var held = await caller.WaitForEndAsync(Ct);
        Assert.Equal("held", SyncCaller.Phase(held));
        Assert.Equal(0, sandbox.Journal.WriteCount);

        var (status, refusal) = await caller.TriggerAsync(null, Ct);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("approve", (string)refusal["error"]!, StringComparison.Ordinal);

        using var approval = await caller.Http.PostAsync($"/runs/{held.GetProperty("runId").GetInt64()}/approve?by=Ada", null, Ct);
        Assert.Equal(HttpStatusCode.OK, approval.StatusCode);
        var end = await caller.WaitForEndAsync(Ct);
        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.Empty(guild.WrongMembers());
    }

    [Fact]
    public async Task A_stopped_run_goes_on_where_it_stood_with_the_same_plan()
    {
        await using var sandbox = await SandboxServer.StartAsync(World(members: 1_200, wrong: 0.1), Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = "true" }, Ct);
        using var caller = new SyncCaller(service.Url);
        await caller.TriggerAsync(null, Ct);
        await caller.WaitAsync(status => status.GetProperty("applied").GetInt32() >= 20, TimeSpan.FromSeconds(60), Ct);

        using var stop = await caller.Http.PostAsync("/stop-sync", null, Ct);
        var stopped = await caller.WaitForEndAsync(Ct);
        Assert.Equal("stopped", SyncCaller.Phase(stopped));
        var (writes, lists) = (sandbox.Journal.WriteCount, sandbox.Journal.Count("GET", "/guilds/{guild}/members"));
        var nextIndex = stopped.GetProperty("nextIndex").GetInt32();
        Assert.InRange(nextIndex, 1, 1_199);

        var (status, answer) = await caller.TriggerAsync(new { startIndex = nextIndex }, Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(stopped.GetProperty("runId").GetInt64(), (long)answer["runId"]!);
        var end = await caller.WaitForEndAsync(Ct);

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.Equal(lists, sandbox.Journal.Count("GET", "/guilds/{guild}/members"));
        Assert.True(sandbox.Journal.WriteCount > writes);
        Assert.Empty(sandbox.World.TheGuild.WrongMembers());
        Assert.Equal(0, sandbox.Journal.RepeatedWrites); // a stop ends between two members
    }

    private static SandboxOptions World(int members, double wrong) => new()
    {
        Seed = 11,
        Speed = 40,
        Guilds = [new GuildOptions { Members = members, WrongShare = wrong, Bots = 3, VerifiedShare = 0.95 }],
    };
}

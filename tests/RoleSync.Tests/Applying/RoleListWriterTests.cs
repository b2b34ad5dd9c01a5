using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Applying;

/// <summary>A PATCH replaces the whole list of a member's roles, so what a read leaves out by mistake must not be taken for the list.</summary>
public sealed class RoleListWriterTests
{
    private const string One = "GET /guilds/*/members/*";
    private static readonly (string, string) _fast = ("SYNC_WRITES", "fast");

    [Theory]
    [InlineData("atomic")]
    [InlineData("fast")]
    public async Task A_list_of_roles_that_comes_empty_once_takes_nothing_from_anybody(string writes)
    {
        await using var runs = await StartAsync(("SYNC_WRITES", writes));
        var foreign = runs.ForeignRoles();
        AnswerWith(runs, (_, reads) => reads == 1 ? [] : null);

        var run = await runs.CompleteAsync(chunkSize: 400);

        Assert.Equal((RunPhase.Completed, run.Planned), (run.Phase, run.Applied));
        Assert.Empty(runs.Guild.WrongMembers());
        Assert.Equal(foreign, runs.ForeignRoles());
    }

    [Fact]
    public async Task A_member_whose_reads_do_not_show_the_verified_role_is_not_written()
    {
        await using var runs = await StartAsync(_fast);
        var before = runs.Guild.Snapshot();
        AnswerWith(runs, (_, _) => []);

        var run = await runs.CompleteAsync(chunkSize: 400);

        Assert.Equal((RunPhase.Completed, 0, run.Planned), (run.Phase, run.Applied, run.Skipped));
        Assert.Equal(before.Hash, runs.Guild.Snapshot().Hash);
        Assert.All(await runs.ChangesAsync(run, Outcome.Stale), change => Assert.Contains("verified role", change.Note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_that_lacks_what_the_plan_saw_is_not_sent_back_and_the_changes_go_role_by_role()
    {
        await using var runs = await StartAsync(_fast);
        var foreign = runs.ForeignRoles();
        var verified = runs.Guild.VerifiedRoleId;
        AnswerWith(runs, (_, _) => [verified]);

        var run = await runs.CompleteAsync(chunkSize: 400);

        Assert.Equal((RunPhase.Completed, run.Planned), (run.Phase, run.Applied));
        Assert.Equal(0, runs.Server.Journal.Count("PATCH"));
        Assert.Empty(runs.Guild.WrongMembers());
        Assert.Equal(foreign, runs.ForeignRoles());
    }

    [Fact]
    public async Task Whoever_loses_the_verified_role_while_the_run_writes_others_gets_nothing_by_either_way()
    {
        await using var runs = await StartAsync(_fast);
        ulong[] late = [.. runs.Guild.WrongMembers().TakeLast(8)];
        var isDone = 0;
        var first = Fault.Custom(_ =>
        {
            if (Interlocked.Exchange(ref isDone, 1) == 0)
            {
                Array.ForEach(late, member => runs.Guild.Revoke(member, runs.Guild.VerifiedRoleId));
            }

            return Task.FromResult(false);
        });
        runs.Server.Faults.Add("PATCH /guilds/*/members/*", first);
        runs.Server.Faults.Add("* /guilds/*/members/*/roles/*", first);

        var run = await runs.CompleteAsync(chunkSize: 400);

        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.DoesNotContain(runs.Server.Journal.Writes, write => late.Contains(write.Member));
        Assert.Equal(late.Order(), (await runs.ChangesAsync(run, Outcome.Stale)).Select(change => change.Change.Member.Value).Distinct().Order());
        Assert.Empty(runs.Guild.WrongMembers());
    }

    private static Task<SandboxRuns> StartAsync(params (string Name, string Value)[] settings) => SandboxRuns.StartAsync(
        new SandboxOptions
        {
            Seed = 13,
            Speed = 50,
            Guilds = [new GuildOptions { Members = 40, WrongShare = 1, Wrong = WrongKinds.TierSwitch, Bots = 2, MergedShare = 0, TwinShare = 0 }],
        },
        settings);

    /// <summary>Answers reads of members with the roles that are given for the member and the number of the read, from 1; null: as they are.</summary>
    private static void AnswerWith(SandboxRuns runs, Func<ulong, int, ulong[]?> roles)
    {
        var reads = new ConcurrentDictionary<ulong, int>();
        var wrong = runs.Guild.WrongMembers().ToHashSet();
        runs.Server.Faults.Add(One, Fault.Rewrite(member =>
        {
            var id = ulong.Parse((string)member!["user"]!["id"]!, CultureInfo.InvariantCulture);
            if (wrong.Contains(id) && roles(id, reads.AddOrUpdate(id, 1, (_, seen) => seen + 1)) is { } shown)
            {
                member["roles"] = new JsonArray([.. shown.Select(role => JsonValue.Create(role.ToString(CultureInfo.InvariantCulture)))]);
            }

            return member;
        }));
    }
}

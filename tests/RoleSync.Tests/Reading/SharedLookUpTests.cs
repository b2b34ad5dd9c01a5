using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;
using static RoleSync.Tests.Hosting.SandboxRuns;

namespace RoleSync.Tests.Reading;

/// <summary>How often Ethos is asked by runs over real HTTP.</summary>
public sealed class SharedLookUpTests
{
    private const string LookUp = "/users/by/discord";

    private static readonly GuildOptions _guild = new() { Members = 1_000, TwinShare = 0, MergedShare = 0 };

    [Fact]
    public async Task Guilds_whose_members_overlap_by_half_ask_once_for_each_of_them()
    {
        await using var runs = await StartAsync(OfGuilds(10, _guild with { Members = 500 }), Policies);
        var guilds = runs.Server.World.Guilds.ToList();
        var shared = guilds[0].VerifiedMembers();
        foreach (var guild in guilds.Skip(1))
        {
            foreach (var member in shared)
            {
                guild.AddMember(member, [guild.VerifiedRoleId]);
                guild.SetRoles(member, guild.ExpectedRoles(member)!);
            }
        }

        await PlanAsync(runs, guilds);

        Assert.Equal(10 * 500, runs.Server.Journal.LookedUpIds);
        Assert.InRange(runs.Server.Journal.Count("POST", LookUp), 10, 20);
        Assert.All(guilds, guild => Assert.Empty(guild.WrongMembers()));
    }

    [Fact]
    public async Task The_next_run_of_the_same_guild_sees_what_has_changed_at_once_and_another_guild_within_half_a_minute()
    {
        await using var runs = await StartAsync(OfGuilds(2, _guild with { Members = 20 }), Policies);
        var guilds = runs.Server.World.Guilds.ToList();
        var member = guilds[0].VerifiedMembers()[3];
        guilds[1].AddMember(member, [guilds[1].VerifiedRoleId]);
        await runs.CompleteAsync(guilds[0]);
        runs.Server.World.Ethos.SetScore(member, 2_700);

        await runs.CompleteAsync(guilds[1]);
        Assert.Contains(member, guilds[1].WrongMembers());
        await runs.CompleteAsync(guilds[0]);
        Assert.Empty(guilds[0].WrongMembers());

        // What the other guild's second run has asked for is newer than this one's last.
        await runs.CompleteAsync(guilds[1]);
        Assert.Empty(guilds[1].WrongMembers());
    }

    [Fact]
    public async Task Two_hundred_thousand_members_of_whom_45_in_100_are_verified_cost_at_most_190_calls()
    {
        await using var runs = await StartAsync(
            OfGuilds(1, _guild with { Members = 200_000, VerifiedShare = 0.45 }) with { KeepJournal = JournalDetail.Counts });

        await PlanAsync(runs, [runs.Guild]);

        var run = (await runs.Store.LatestAsync(new GuildId(runs.Guild.Id), Ct))!;
        Assert.Equal((RunPhase.Completed, 90_000, 0), (run.Phase, run.Total, run.Unknown));
        Assert.InRange(runs.Server.Journal.Count("POST", LookUp), 180, 190);
    }

    private static (string Name, string Value)[] Policies(SandboxServer server) =>
    [
        .. server.World.Guilds.Skip(1).SelectMany(guild => guild.PolicyVariables().Select(pair => ($"RoleSync:Guilds:{guild.Id}:{pair.Key}", pair.Value))),
    ];

    private static SandboxOptions OfGuilds(int guilds, GuildOptions guild) => new()
    {
        Seed = 5,
        Speed = 200,
        EthosCallsPerMinute = 5_000,
        Guilds = [.. Enumerable.Range(1, guilds).Select(i => guild with { Name = $"Guild {i}" })],
    };

    /// <summary>Has all guilds planned side by side; nothing is written.</summary>
    private static async Task PlanAsync(SandboxRuns runs, IReadOnlyList<SandboxGuild> guilds)
    {
        foreach (var guild in guilds)
        {
            Assert.IsType<RunStart.Started>(await runs.Store.StartAsync(
                new RunRequest(new GuildId(guild.Id), RunKind.DryRun, RunTrigger.Cron, 0, 1_000, ContinuesByItself: true), Ct));
        }

        await Task.WhenAll(guilds.Select(async guild =>
        {
            while (await runs.FireAsync(guild) is { } delay)
            {
                await Task.Delay(delay, TimeProvider.System, Ct);
            }
        }));
    }
}

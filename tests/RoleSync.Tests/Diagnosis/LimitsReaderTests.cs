using System.Text.Json;
using RoleSync.Api.Views;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Diagnosis;
using RoleSync.Discord.Options;
using RoleSync.Discord.RateLimits;
using RoleSync.Policies;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Discord.RateLimits;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Diagnosis;

/// <summary>What is told of the limits of one guild, and of a thousand.</summary>
public sealed class LimitsReaderTests
{
    private const int Guilds = 1000;
    private const int Refusing = 45;
    private const int Waiting = 3;
    private static readonly SandboxOptions _options = new() { Speed = 200, Guilds = [new GuildOptions { Members = 5 }] };
    private static readonly DiscordOptions _wide = new() { LimitGuard = TimeSpan.Zero, GlobalRequests = 100_000 };

    [Fact]
    public async Task The_limits_of_a_thousand_guilds_stay_below_50_kB_and_are_whole_where_details_are_asked_for()
    {
        using var limits = new LimiterBench(_wide);
        await using var runs = await SandboxRuns.StartAsync(_options);
        Ask(limits);
        for (var guild = 1; guild <= 200; guild++)
        {
            await runs.Store.StartAsync(new RunRequest(Guild(guild), RunKind.Sync, RunTrigger.Cron, 0, 50, ContinuesByItself: true), SandboxRuns.Ct);
        }

        var reader = ReaderOf(limits, runs, Guilds);
        var summed = await reader.ReadAsync(details: false, SandboxRuns.Ct);
        var whole = await reader.ReadAsync(details: true, SandboxRuns.Ct);

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(summed, ApiJson.Default.LimitsReport).Length, 1, 50_000);
        Assert.Equal((50, 20, 50, 21), (summed.Buckets.Count, summed.HaltedGuilds.Count, summed.Runs.Count, summed.Notices.Count));
        Assert.Equal(new LimitsTotals(4 * Guilds, Refusing, 200, Refusing), summed.Totals);
        Assert.Equal(summed.Totals, whole.Totals);
        Assert.Equal((4 * Guilds, Refusing, 200, Refusing), (whole.Buckets.Count, whole.HaltedGuilds.Count, whole.Runs.Count, whole.Notices.Count));
        Assert.InRange(reader.Notices().Count, 1, 21);
    }

    [Fact]
    public async Task The_buckets_that_requests_wait_for_are_among_those_that_are_listed_and_every_route_is_summed_up()
    {
        using var limits = new LimiterBench(_wide);
        await using var runs = await SandboxRuns.StartAsync(_options);
        Ask(limits);

        var summed = await ReaderOf(limits, runs, Guilds).ReadAsync(details: false, SandboxRuns.Ct);

        Assert.Equal(Waiting, summed.Buckets.Count(bucket => bucket.Waiting == 1));
        Assert.Equal(["/guilds/{guild}", "/guilds/{guild}/members", "/guilds/{guild}/members/{member}", "/guilds/{guild}/members/{member}/roles/{role}"],
            summed.Routes.Select(route => route.Route));
        var writes = summed.Routes[^1];
        Assert.Equal((Guilds, Guilds - Refusing, Waiting, Waiting), (writes.Buckets, writes.Learned, writes.Full, writes.Waiting));
        Assert.True(writes.Blocked >= Waiting && writes.OpensInMs > 0, $"{writes.Blocked} blocked, open in {writes.OpensInMs} ms");
    }

    [Fact]
    public async Task Of_one_guild_every_bucket_and_run_is_listed_without_asking_for_details()
    {
        using var limits = new LimiterBench(_wide);
        await using var runs = await SandboxRuns.StartAsync(_options);
        limits.Passes(RouteKey.CurrentUser);
        limits.Passes(RouteKey.MemberList(Guild(1)));
        var run = await runs.AskAsync();

        var report = await runs.Get<LimitsReader>().ReadAsync(details: false, SandboxRuns.Ct);
        var mine = await ReaderOf(limits, runs, 1).ReadAsync(details: false, SandboxRuns.Ct);

        Assert.Equal(run.Id.Value, Assert.Single(report.Runs).RunId);
        Assert.Equal([null, Guild(1).ToString()], mine.Buckets.Select(bucket => bucket.GuildId));
        Assert.Empty(mine.Runs);
    }

    private static LimitsReader ReaderOf(LimiterBench limits, SandboxRuns runs, int guilds) => new(
        limits.Limiter,
        runs.Store,
        new GuildPolicies(null, Enumerable.Range(1, guilds).ToDictionary(Guild, _ => new PolicyDraft(TierLadder.Default))),
        runs.Get<EthosSilence>(),
        TimeProvider.System);

    /// <summary>Four buckets for each guild; some guilds refuse every write, and of some one write waits for a full window.</summary>
    private static void Ask(LimiterBench limits)
    {
        for (var number = 1; number <= Guilds; number++)
        {
            var guild = Guild(number);
            var isFull = number > Guilds - Waiting;
            limits.Passes(RouteKey.OfGuild(guild));
            limits.Passes(RouteKey.MemberList(guild), limits.Window(10, 9, 10));
            limits.Passes(RouteKey.Member(guild), limits.Window(5, 4, 10));
            if (number <= Refusing)
            {
                for (var refused = 0; refused < 10; refused++)
                {
                    limits.Send(403, route: RouteKey.MemberRole(guild));
                }
            }
            else
            {
                limits.Passes(RouteKey.MemberRole(guild), limits.Window(10, isFull ? 0 : 9, 10));
            }

            if (isFull)
            {
                _ = limits.Acquire(RouteKey.MemberRole(guild));
            }
        }
    }

    private static GuildId Guild(int number) => new(1_000_000_000_000_000_000 + (ulong)number);
}

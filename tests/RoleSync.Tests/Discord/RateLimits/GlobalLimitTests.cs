using CsCheck;
using RoleSync.Core.Guilds;
using RoleSync.Core.Waiting;
using RoleSync.Discord.Options;
using RoleSync.Discord.RateLimits;

namespace RoleSync.Tests.Discord.RateLimits;

public sealed class GlobalLimitTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Fifty_guilds_together_never_send_more_than_forty_eight_in_any_second_and_come_near_fifty()
    {
        using var simulation = new LimiterSimulation { Delay = () => TimeSpan.FromMilliseconds(60) };
        ServeGuilds(simulation, 50, requests: 66);

        simulation.Run();

        AssertPaced(simulation, 3_300);
        Assert.Equal(0, simulation.Refused);
        Assert.InRange(simulation.LastAnswer / (3_300 / 50.0 * _second), 1.0, 1.20);
    }

    [Fact]
    public void No_jitter_on_the_way_puts_more_than_forty_eight_requests_into_any_second()
    {
        var scenario =
            from guilds in Gen.Int[5, 40]
            from delay in Gen.Int[0, 150]
            from jitter in Gen.OneOf(Gen.Int[0, 50], Gen.Int[0, 3_000])
            from slice in Gen.OneOf(Gen.Const(0), Gen.Int[50, 2_000])
            from losesOneIn in Gen.OneOf(Gen.Const(0), Gen.Int[3, 30])
            from seed in Gen.Int[0, int.MaxValue]
            select (guilds, delay, jitter, slice, losesOneIn, seed);

        scenario.Sample(
            s =>
            {
                using var simulation = new LimiterSimulation();
                var chance = new Random(s.seed);

                // A starved process sends and reads whatever has gathered when it gets its slice of the processor.
                simulation.Delay = () =>
                {
                    var onTheWay = TimeSpan.FromMilliseconds(s.delay + (chance.NextDouble() * s.jitter));
                    var arrives = simulation.Time.Now + onTheWay;
                    var slice = TimeSpan.FromMilliseconds(s.slice);
                    return slice == TimeSpan.Zero ? onTheWay : (Math.Ceiling(arrives / slice) * slice) - simulation.Time.Now;
                };
                simulation.LosesAnswer = () => s.losesOneIn > 0 && chance.Next(s.losesOneIn) == 0;
                for (var i = 1; i <= s.guilds; i++)
                {
                    var key = RouteKey.OfGuild(new GuildId((ulong)i));
                    simulation.Serve(key, new UnlimitedModel());
                    simulation.Call(key, 8, 4);
                }

                simulation.Run();

                AssertPaced(simulation, s.guilds * 8);
            },
            iter: 100);
    }

    [Fact]
    public void No_guild_starves_another()
    {
        using var simulation = new LimiterSimulation();
        ServeGuilds(simulation, 60, requests: 40);

        simulation.Run();

        // At every moment the guilds have had their turns equally often, give or take the four that one may have under way.
        var turns = new Dictionary<RouteKey, int>();
        foreach (var (_, key) in simulation.Arrivals)
        {
            turns[key] = turns.GetValueOrDefault(key) + 1;
            Assert.InRange(turns.Values.Max() - (turns.Count == 60 ? turns.Values.Min() : 0), 0, 10);
        }
    }

    [Fact]
    public void Lists_of_scheduled_runs_wait_for_those_of_people_in_one_bucket_and_among_all()
    {
        using var limits = new LimiterBench(new DiscordOptions { GlobalRequests = 1, LimitGuard = TimeSpan.Zero });
        var first = limits.Acquire(RouteKey.MemberList(new GuildId(1)), RequestPriority.Background);
        Assert.True(first.IsCompleted);
        var scheduled = limits.Acquire(RouteKey.MemberList(new GuildId(1)), RequestPriority.Background);
        var elsewhere = limits.Acquire(RouteKey.MemberList(new GuildId(2)), RequestPriority.Background);
        var people = limits.Acquire(RouteKey.MemberList(new GuildId(1)));
        var person = limits.Acquire(RouteKey.MemberList(new GuildId(3)), RequestPriority.Interactive);

        var before = first;
        foreach (var next in (Task<Admission>[])[person, people, elsewhere, scheduled])
        {
            Assert.False(next.IsCompleted);
            Assert.True(limits.Answer(before, 200));
            limits.Time.Advance(_second);
            Assert.True(next.IsCompleted);
            before = next;
        }
    }

    [Fact]
    public async Task Interactive_work_goes_ahead_of_bulk_work_and_has_a_share_of_its_own()
    {
        using var limits = new LimiterBench(new DiscordOptions());
        var bulk = Enumerable.Range(1, 60).Select(i => limits.Acquire(RouteKey.OfGuild(new GuildId((ulong)i)))).ToArray();
        Assert.Equal(48, bulk.Count(task => task.IsCompleted));
        var interactive = limits.Acquire(RouteKey.OfGuild(new GuildId(99)), RequestPriority.Interactive);
        Assert.True(limits.Answer(bulk[0], 204));
        limits.Time.Advance(_second);
        Assert.Equal((true, 48), (interactive.IsCompleted, bulk.Count(task => task.IsCompleted)));

        // Now that somebody is there, one place is kept free.
        Assert.True(limits.Answer(bulk[1], 204));
        limits.Time.Advance(_second);
        Assert.Equal(48, bulk.Count(task => task.IsCompleted));
        Assert.True(limits.Acquire(RouteKey.OfGuild(new GuildId(98)), RequestPriority.Interactive).IsCompleted);

        foreach (var sent in bulk.Skip(2).Where(task => task.IsCompleted).ToList())
        {
            Assert.True(limits.Answer(sent, 204));
        }

        limits.Time.Advance(_second);
        Assert.All(await Task.WhenAll(bulk), admission => Assert.IsType<Admission.Granted>(admission));
    }

    [Fact]
    public void A_request_counts_until_one_second_after_its_answer_or_its_failure()
    {
        using var limits = new LimiterBench(new DiscordOptions { GlobalRequests = 2 });
        var first = limits.Acquire(RouteKey.OfGuild(new GuildId(1)));
        var second = limits.Acquire(RouteKey.OfGuild(new GuildId(2)));
        var third = limits.Acquire(RouteKey.OfGuild(new GuildId(3)));
        var fourth = limits.Acquire(RouteKey.OfGuild(new GuildId(4)));

        limits.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(third.IsCompleted);
        Assert.True(limits.Answer(first, 204));
        limits.Time.Advance(_second * 0.6);
        LimiterBench.Lose(second);
        limits.Time.Advance(_second * 0.39);
        Assert.False(third.IsCompleted);
        limits.Time.Advance(_second * 0.01);
        Assert.True(third.IsCompleted);
        limits.Time.Advance(_second * 0.59);
        Assert.False(fourth.IsCompleted);
        limits.Time.Advance(_second * 0.01);
        Assert.True(fourth.IsCompleted);
    }

    [Fact]
    public async Task A_wait_for_the_first_answers_sends_nobody_away_before_the_end_of_their_patience()
    {
        using var limits = new LimiterBench(new DiscordOptions { GlobalRequests = 1 });
        _ = limits.Acquire(RouteKey.OfGuild(new GuildId(1)));

        var waiting = limits.Acquire(RouteKey.OfGuild(new GuildId(2)), patience: TimeSpan.FromSeconds(5));

        limits.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(waiting.IsCompleted);
        limits.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.IsType<Admission.Limited>(await waiting);
    }

    [Fact]
    public void The_share_of_this_process_is_configured()
    {
        using var limits = new LimiterBench(new DiscordOptions { GlobalRequests = 3, GlobalSecond = TimeSpan.FromSeconds(2) });
        var tasks = Enumerable.Range(1, 7).Select(i => limits.Acquire(RouteKey.OfGuild(new GuildId((ulong)i)))).ToArray();

        foreach (var sent in tasks.Where(task => task.IsCompleted).ToList())
        {
            Assert.True(limits.Answer(sent, 204));
        }

        limits.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(3, tasks.Count(task => task.IsCompleted));
        limits.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(6, tasks.Count(task => task.IsCompleted));
    }

    private static void AssertPaced(LimiterSimulation simulation, int requests)
    {
        var arrivals = simulation.Arrivals.Select(arrival => arrival.At).Order().ToArray();
        Assert.True(arrivals.Length >= requests, $"Only {arrivals.Length} of {requests} requests arrived.");
        for (var i = 48; i < arrivals.Length; i++)
        {
            Assert.True(arrivals[i] - arrivals[i - 48] >= _second, $"49 requests arrived in {arrivals[i] - arrivals[i - 48]} up to {arrivals[i]}.");
        }
    }

    private static void ServeGuilds(LimiterSimulation simulation, int guilds, int requests)
    {
        for (var i = 1; i <= guilds; i++)
        {
            var key = RouteKey.MemberRole(new GuildId((ulong)i));
            simulation.Serve(key, new FixedModel(10, TimeSpan.FromSeconds(10)));
            simulation.Call(key, requests, 2);
        }
    }
}

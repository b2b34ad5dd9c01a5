using RoleSync.Core.Guilds;
using RoleSync.Discord;
using RoleSync.Discord.RateLimits;

namespace RoleSync.Tests.Discord.Limits;

public sealed class GlobalPaceTests
{
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(1.1);

    [Fact]
    public void Fifty_guilds_together_never_send_more_than_forty_five_in_any_rolling_window()
    {
        using var simulation = new Simulation { Delay = () => TimeSpan.FromMilliseconds(60) };
        ServeGuilds(simulation, 50, requests: 50);

        simulation.Run();

        var arrivals = simulation.Arrivals.Select(arrival => arrival.At).ToArray();
        Assert.Equal(2_500, arrivals.Length);
        for (var i = 45; i < arrivals.Length; i++)
        {
            Assert.True(arrivals[i] - arrivals[i - 45] >= _window, $"46 requests arrived in {arrivals[i] - arrivals[i - 45]} up to {arrivals[i]}.");
        }

        Assert.Equal(0, simulation.Refused);
        Assert.InRange(simulation.LastAnswer / (2_500 / 45.0 * _window), 1.0, 1.08);
    }

    [Fact]
    public void No_guild_starves_another()
    {
        using var simulation = new Simulation();
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
    public async Task Interactive_work_goes_ahead_of_bulk_work_and_has_a_share_of_its_own()
    {
        using var limits = new LimiterBench(new DiscordOptions());
        var bulk = Enumerable.Range(1, 60).Select(i => limits.Acquire(RouteKey.OfGuild(new GuildId((ulong)i)))).ToArray();
        limits.Time.Advance(_window * 0.9);
        Assert.Equal(44, bulk.Count(task => task.IsCompleted));

        var interactive = limits.Acquire(RouteKey.OfGuild(new GuildId(99)), Lane.Interactive);

        Assert.True(interactive.IsCompleted);
        limits.Time.Advance(_window);
        Assert.All(await Task.WhenAll(bulk), admission => Assert.IsType<Admission.Granted>(admission));
    }

    [Fact]
    public void Bulk_work_keeps_to_the_pace_in_every_third_of_the_window()
    {
        using var limits = new LimiterBench(new DiscordOptions());
        var bulk = Enumerable.Range(1, 60).Select(i => limits.Acquire(RouteKey.OfGuild(new GuildId((ulong)i)))).ToArray();

        Assert.Equal(15, bulk.Count(task => task.IsCompleted));
        limits.Time.Advance(_window * 0.33);
        Assert.Equal(15, bulk.Count(task => task.IsCompleted));
        limits.Time.Advance(_window * 0.01);
        Assert.Equal(30, bulk.Count(task => task.IsCompleted));
    }

    [Fact]
    public void The_share_of_this_process_is_configured()
    {
        using var limits = new LimiterBench(new DiscordOptions { GlobalRequests = 3, GlobalWindow = TimeSpan.FromSeconds(2) });
        var tasks = Enumerable.Range(1, 7).Select(i => limits.Acquire(RouteKey.OfGuild(new GuildId((ulong)i)))).ToArray();

        limits.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(3, tasks.Count(task => task.IsCompleted));
        limits.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(6, tasks.Count(task => task.IsCompleted));
    }

    private static void ServeGuilds(Simulation simulation, int guilds, int requests)
    {
        for (var i = 1; i <= guilds; i++)
        {
            var key = RouteKey.MemberRole(new GuildId((ulong)i));
            simulation.Serve(key, new FixedModel(10, TimeSpan.FromSeconds(10)));
            simulation.Call(key, requests, 2);
        }
    }
}

using RoleSync.Core.Guilds;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Tests.Discord.RateLimits;

public sealed class ReactionTests : IDisposable
{
    private static readonly RouteKey _otherRoute = RouteKey.Member(LimiterBench.Guild);
    private static readonly RouteKey _otherGuild = RouteKey.MemberRole(new GuildId(8));
    private readonly LimiterBench _limits = new();

    public void Dispose() => _limits.Dispose();

    [Theory]
    [InlineData(LimitScope.User)]
    [InlineData(LimitScope.Shared)]
    public void A_429_closes_its_own_route_for_as_long_as_it_says(object scope)
    {
        _limits.Send(429, hit: new RateLimitHit((LimitScope)scope, TimeSpan.FromSeconds(3)));

        Assert.True(_limits.Passes(_otherRoute));
        AssertOpensIn(3, LimiterBench.Route);
    }

    [Theory]
    [InlineData(LimitScope.Global)]
    [InlineData(LimitScope.Cloudflare)]
    public void A_429_of_everything_closes_every_route(object scope)
    {
        _limits.Send(429, hit: new RateLimitHit((LimitScope)scope, TimeSpan.FromSeconds(3)));

        AssertOpensIn(3, _otherGuild);
    }

    [Fact]
    public void A_sub_limit_closes_the_route_and_leaves_its_window_as_it_was()
    {
        _limits.Send(204, _limits.Window(10, 9, endsAt: 10));
        _limits.Send(429, _limits.Window(10, 8, endsAt: 10), new RateLimitHit(LimitScope.User, TimeSpan.FromSeconds(2)));

        AssertOpensIn(2, LimiterBench.Route, _limits.Window(10, 7, endsAt: 10));
        Assert.Equal(7, _limits.Bucket.Remaining);
    }

    [Fact]
    public void Without_a_word_of_when_the_waits_double()
    {
        foreach (var seconds in new[] { 1, 2, 4, 8 })
        {
            _limits.Send(429, hit: new RateLimitHit(LimitScope.User, null));
            _limits.Time.Advance(TimeSpan.FromSeconds(seconds - 0.01));
            Assert.False(Granted(LimiterBench.Route));
            _limits.Time.Advance(TimeSpan.FromSeconds(0.01));
        }
    }

    [Fact]
    public void An_answer_that_asks_for_too_little_again_and_again_is_not_believed_any_more()
    {
        for (var strike = 0; strike < 12; strike++)
        {
            _limits.Send(429, hit: new RateLimitHit(LimitScope.User, TimeSpan.FromMilliseconds(1)));
            _limits.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.True(_limits.Limiter.Snapshot().InvalidAnswers <= 12);
        _limits.Send(429, hit: new RateLimitHit(LimitScope.User, TimeSpan.FromMilliseconds(1)));
        _limits.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(Granted(LimiterBench.Route));
    }

    [Fact]
    public async Task A_refused_token_halts_everything_and_those_who_wait()
    {
        var first = _limits.Acquire();
        var waiting = _limits.Acquire(); // an unknown route is probed with one request

        Assert.True(_limits.Answer(first, 401));

        Assert.Contains("DISCORD_TOKEN", Assert.IsType<Admission.Blocked>(await waiting).Reason.Why, StringComparison.Ordinal);
        _limits.Time.Advance(TimeSpan.FromDays(30));
        Assert.IsType<Admission.Blocked>(await _limits.Acquire(_otherGuild));
        Assert.NotNull(_limits.Limiter.Snapshot().Blocked);
    }

    [Fact]
    public async Task Ten_refusals_in_a_row_halt_their_guild_alone_and_for_a_while()
    {
        Refuse(10);

        Assert.IsType<Admission.Blocked>(await _limits.Acquire());
        Assert.IsType<Admission.Blocked>(await _limits.Acquire(_otherRoute));
        Assert.True(_limits.Passes(_otherGuild));
        Assert.Contains(LimiterBench.Guild, _limits.Limiter.Snapshot().BlockedGuilds.Keys);
        _limits.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_limits.Passes());
    }

    [Fact]
    public void Refusals_with_a_success_among_them_halt_nothing()
    {
        Refuse(9);
        Assert.True(_limits.Passes());
        Refuse(9);
        Assert.True(_limits.Passes(_otherRoute));
        Assert.True(_limits.Passes());
    }

    [Fact]
    public void Refusals_that_are_minutes_apart_halt_nothing()
    {
        for (var i = 0; i < 20; i++)
        {
            Refuse(1);
            _limits.Time.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.True(_limits.Passes());
    }

    [Fact]
    public async Task Five_hundred_invalid_answers_in_ten_minutes_open_the_breaker()
    {
        for (var i = 0; i < 499; i++)
        {
            Assert.True(Granted(LimiterBench.Route, status: i % 5 == 0 ? 204 : 403));
            Assert.True(Granted(_otherGuild, status: i % 5 == 0 ? 403 : 204));
            _limits.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(Granted(_otherGuild, status: 403));

        Assert.Equal(500, _limits.Limiter.Snapshot().InvalidAnswers);
        Assert.Contains("500 times", Assert.IsType<Admission.Blocked>(await _limits.Acquire(_otherGuild)).Reason.Why, StringComparison.Ordinal);
        _limits.Time.Advance(TimeSpan.FromSeconds(101));
        Assert.True(_limits.Passes(_otherGuild));
    }

    [Fact]
    public void A_shared_429_is_no_invalid_answer()
    {
        _limits.Send(429, hit: new RateLimitHit(LimitScope.Shared, TimeSpan.Zero));
        _limits.Send(429, hit: new RateLimitHit(LimitScope.User, TimeSpan.Zero));

        var shown = _limits.Limiter.Snapshot();
        Assert.Equal(1, shown.InvalidAnswers);
        Assert.Equal((1, 1, 0), (shown.Hits[LimitScope.Shared], shown.Hits[LimitScope.User], shown.Hits[LimitScope.Global]));
    }

    private void Refuse(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _limits.Send(403);
            _limits.Time.Advance(TimeSpan.FromMilliseconds(50));
        }
    }

    private bool Granted(RouteKey route, int status = 204)
    {
        using var cancellation = new CancellationTokenSource();
        var waits = _limits.AcquireUntilCancelled(route, cancellation.Token);
        var isGranted = _limits.Answer(waits, status);
        cancellation.Cancel();
        return isGranted;
    }

    private void AssertOpensIn(double seconds, RouteKey route, LimitHeaders? headers = null)
    {
        var waits = _limits.Acquire(route);
        Assert.False(waits.IsCompleted);
        _limits.Time.Advance(TimeSpan.FromSeconds(seconds - 0.001));
        Assert.False(waits.IsCompleted);
        _limits.Time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.True(_limits.Answer(waits, 204, headers));
    }
}

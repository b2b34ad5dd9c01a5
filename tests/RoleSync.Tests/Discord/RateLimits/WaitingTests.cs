using RoleSync.Core.Guilds;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Tests.Discord.RateLimits;

public sealed class WaitingTests : IDisposable
{
    /// <summary>After each of it the global pace lets one more request go.</summary>
    private static readonly TimeSpan _aPace = TimeSpan.FromMilliseconds(50);

    private static readonly RouteKey _noise = RouteKey.OwnApplication;
    private readonly LimiterBench _limits = new();

    public void Dispose() => _limits.Dispose();

    [Fact]
    public async Task A_wait_longer_than_the_patience_is_answered_at_once_and_holds_nobody_up()
    {
        Drain(endsAt: 10);
        var patient = _limits.Acquire(patience: TimeSpan.FromMinutes(1));

        var impatient = _limits.Acquire(patience: TimeSpan.FromSeconds(9));

        Assert.Equal(TimeSpan.FromSeconds(10), Assert.IsType<Admission.Limited>(await impatient).OpensIn);
        Assert.Equal(1, _limits.Bucket.Waiting);
        _limits.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.IsType<Admission.Granted>(await patient);
    }

    [Fact]
    public async Task Those_ahead_in_the_queue_are_reckoned_with()
    {
        Drain(endsAt: 10);
        for (var i = 0; i < 10; i++)
        {
            _ = _limits.Acquire();
        }

        var late = await _limits.Acquire(patience: TimeSpan.FromSeconds(12));

        Assert.Equal(TimeSpan.FromSeconds(20), Assert.IsType<Admission.Limited>(late).OpensIn);
    }

    [Fact]
    public async Task A_limit_that_closes_for_longer_sends_those_away_who_cannot_wait_for_it()
    {
        var first = _limits.Acquire();
        var waiting = _limits.Acquire(patience: TimeSpan.FromSeconds(5));
        Assert.False(waiting.IsCompleted);

        Assert.True(_limits.Answer(first, 429, hit: new RateLimitHit(LimitScope.User, TimeSpan.FromSeconds(30))));

        Assert.Equal(TimeSpan.FromSeconds(30), Assert.IsType<Admission.Limited>(await waiting).OpensIn);
    }

    [Fact]
    public async Task Patience_ends_while_an_answer_is_awaited_that_does_not_come()
    {
        _ = _limits.Acquire();
        var waiting = _limits.Acquire(patience: TimeSpan.FromSeconds(5));

        _limits.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.IsType<Admission.Limited>(await waiting);
    }

    [Fact]
    public async Task No_patience_at_all_is_enough_for_an_open_limit() =>
        Assert.IsType<Admission.Granted>(await _limits.Acquire(patience: TimeSpan.Zero));

    [Fact]
    public async Task A_caller_that_gives_up_makes_room_for_the_next()
    {
        Drain(endsAt: 10);
        using var cancellation = new CancellationTokenSource();
        var first = _limits.AcquireUntilCancelled(LimiterBench.Route, cancellation.Token);
        var second = _limits.Acquire();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _limits.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.IsType<Admission.Granted>(await second);
        Assert.Equal(1, _limits.Bucket.InFlight);
    }

    [Fact]
    public void The_first_to_come_is_the_first_to_go()
    {
        Drain(endsAt: 10);
        var waiting = Enumerable.Range(0, 6).Select(_ => _limits.Acquire()).ToArray();

        _limits.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([true, true, true, true, false, false], waiting.Select(task => task.IsCompleted));
    }

    [Fact]
    public void An_unknown_route_is_probed_with_one_request_then_with_one_more_then_used()
    {
        var waiting = Enumerable.Range(0, 12).Select(_ => _limits.Acquire()).ToArray();
        Assert.Equal(1, waiting.Count(task => task.IsCompleted));

        _limits.Answer(waiting[0], 204, _limits.Window(10, 9, endsAt: 10));
        Assert.Equal(2, waiting.Count(task => task.IsCompleted));

        _limits.Answer(waiting[1], 204, _limits.Window(10, 8, endsAt: 10));
        Assert.Equal(6, waiting.Count(task => task.IsCompleted));
    }

    [Theory]
    [InlineData(10, 4)]
    [InlineData(4, 4)]
    [InlineData(11, 1)]
    [InlineData(null, 1)]
    public void The_last_requests_that_one_window_takes_go_as_wide_as_the_bucket_allows(int? left, int atOnce)
    {
        _limits.Send(204, _limits.Window(10, 9, endsAt: 10));
        _limits.Send(204, _limits.Window(10, 8, endsAt: 10));

        Assert.Equal(atOnce, _limits.Limiter.UsefulConcurrency(LimiterBench.Route, roundTrips: 1, left));
    }

    [Fact]
    public void A_route_without_bucket_headers_has_four_requests_under_way()
    {
        Assert.True(_limits.Passes());

        var waiting = Enumerable.Range(0, 6).Select(_ => _limits.Acquire()).ToArray();

        Assert.Equal(4, waiting.Count(task => task.IsCompleted));
        Assert.Equal(WindowModel.None, _limits.Bucket.Model);
    }

    [Fact]
    public void A_route_that_always_claims_to_be_drained_for_a_millisecond_is_not_believed()
    {
        for (var i = 0; i < 20; i++)
        {
            var headers = new LimitHeaders(1_000, 0, TimeSpan.FromDays(20_000), TimeSpan.FromMilliseconds(1), "noise");
            Assert.True(_limits.Passes(_noise, headers));
            _limits.Time.Advance(_aPace);
        }
    }

    [Fact]
    public void A_window_of_200_ms_that_ends_now_is_no_noise()
    {
        Assert.True(_limits.Passes(null, _limits.Window(2, 1, endsAt: 0.2)));
        _limits.Time.Advance(TimeSpan.FromMilliseconds(189));

        Assert.True(_limits.Passes(null, _limits.Window(2, 0, endsAt: 0.2)));

        Assert.False(_limits.Acquire().IsCompleted);
    }

    [Fact]
    public void Granting_and_revoking_draw_on_one_count_of_each_guild()
    {
        Drain(endsAt: 10);

        Assert.False(_limits.Acquire(RouteKey.MemberRole(LimiterBench.Guild)).IsCompleted);
        Assert.True(_limits.Passes(RouteKey.MemberRole(new GuildId(8))));
        Assert.True(_limits.Passes(RouteKey.MemberEdit(LimiterBench.Guild)));
    }

    [Fact]
    public void Requests_under_way_when_a_window_ends_are_charged_to_the_next()
    {
        _limits.Send(204, _limits.Window(5, 4, endsAt: 10));
        _limits.Send(204, _limits.Window(5, 3, endsAt: 10));
        var underWay = new[] { _limits.Acquire(), _limits.Acquire() };
        _limits.Time.Advance(TimeSpan.FromSeconds(10));

        var next = Enumerable.Range(0, 4).Select(_ => _limits.Acquire()).ToArray();
        Assert.Equal(2, next.Count(task => task.IsCompleted)); // four may be under way
        _limits.Answer(next[0], 204, _limits.Window(5, 4, endsAt: 20));
        _limits.Answer(next[1], 204, _limits.Window(5, 3, endsAt: 20));

        Assert.Equal(3, next.Count(task => task.IsCompleted)); // three remain, two of them for those still under way
        Assert.All(underWay, task => Assert.True(task.IsCompleted));
    }

    [Fact]
    public void A_bucket_that_a_run_drains_again_and_again_is_worth_one_warning_a_minute()
    {
        for (var window = 1; window <= 12; window++)
        {
            Drain(endsAt: window * 10);
            _limits.Time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(2, _limits.Log.Warnings.Count(line => line.Contains("requests remain", StringComparison.Ordinal)));
        Assert.Equal(60, _limits.Log.All.Count(line => line.Text.Contains("requests remain", StringComparison.Ordinal)));
    }

    private void Drain(double endsAt)
    {
        for (var remaining = 9; remaining >= 0; remaining--)
        {
            _limits.Send(204, _limits.Window(10, remaining, endsAt));
        }
    }
}

using System.Globalization;
using CsCheck;
using RoleSync.Core.Guilds;
using RoleSync.Core.Waiting;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Tests.Discord.RateLimits;

/// <summary>Whatever numbers an answer carries, the service asks again before long.</summary>
public sealed class NumbersFromOutsideTests : IDisposable
{
    private static readonly RouteKey _otherGuild = RouteKey.MemberRole(new GuildId(8));
    private readonly LimiterBench _limits = new();

    public static TheoryData<double> Absurd => [1e9, 1_795_600_000, 1e18, 1e300, double.PositiveInfinity, double.MaxValue];

    public void Dispose() => _limits.Dispose();

    [Theory]
    [MemberData(nameof(Absurd))]
    public void An_absurd_Retry_After_of_everything_is_waited_for_an_hour_at_most(double seconds)
    {
        _limits.Send(429, hit: new RateLimitHit(LimitScope.Global, RequestedWait.Seconds(seconds)));
        var waiting = _limits.Acquire(_otherGuild);

        _limits.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(waiting.IsCompleted);
        _limits.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(waiting.IsCompleted);
    }

    [Theory]
    [MemberData(nameof(Absurd))]
    public void An_absurd_Retry_After_of_one_bucket_is_waited_for_a_minute(double seconds)
    {
        foreach (var scope in new[] { LimitScope.User, LimitScope.Shared })
        {
            using var limits = new LimiterBench();
            limits.Send(429, hit: new RateLimitHit(scope, RequestedWait.Seconds(seconds)));
            var waiting = limits.Acquire();

            limits.Time.Advance(TimeSpan.FromSeconds(59));
            Assert.False(waiting.IsCompleted);
            limits.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(waiting.IsCompleted);
        }
    }

    [Theory]
    [MemberData(nameof(Absurd))]
    public void An_absurd_Reset_After_of_a_drained_bucket_is_waited_for_a_minute_and_one_request_asks_again(double seconds)
    {
        _limits.Send(204, Headers("10", "0", "1795600000", seconds.ToString(CultureInfo.InvariantCulture)));
        var waiting = Enumerable.Range(0, 4).Select(_ => _limits.Acquire()).ToArray();

        _limits.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, waiting.Count(task => task.IsCompleted));
        _limits.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, waiting.Count(task => task.IsCompleted));

        Assert.True(_limits.Answer(waiting[0], 204, _limits.Window(10, 9, endsAt: 70)));
        Assert.True(waiting[1].IsCompleted);
    }

    [Fact]
    public void A_bucket_that_is_closed_for_days_in_earnest_is_asked_again_ever_more_seldom()
    {
        var asked = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            var waits = _limits.Acquire();
            while (!waits.IsCompleted)
            {
                _limits.Time.Advance(TimeSpan.FromSeconds(1));
            }

            asked.Add(_limits.Time.Now.TotalMinutes);
            Assert.True(_limits.Answer(waits, 429, _limits.Window(250, 0, endsAt: 172_800), new RateLimitHit(LimitScope.User, TimeSpan.FromDays(2))));
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], asked.Skip(1).Zip(asked, (later, earlier) => Math.Round(later - earlier)));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("soon")]
    [InlineData("Wed, 25 Nov 2026 12:00:00 GMT")]
    public void A_number_that_is_none_closes_nothing(string resetAfter)
    {
        Assert.Null(Headers("10", "0", "1795600000", resetAfter));
        Assert.Null(RequestedWait.Seconds(double.NaN));
        Assert.Null(RequestedWait.Seconds(-1));
    }

    [Fact]
    public void One_request_goes_ahead_after_everything_was_closed_and_the_rest_when_it_was_not_refused()
    {
        _limits.Send(429, hit: new RateLimitHit(LimitScope.Global, TimeSpan.FromSeconds(1e9)));
        var waiting = Enumerable.Range(10, 20).Select(i => _limits.Acquire(RouteKey.MemberRole(new GuildId((ulong)i)))).ToArray();
        _limits.Time.Advance(TimeSpan.FromHours(1));
        Assert.True(_limits.Answer(Assert.Single(waiting, task => task.IsCompleted), 429, hit: new RateLimitHit(LimitScope.Global, TimeSpan.FromSeconds(1e9))));
        Assert.Single(waiting, task => task.IsCompleted);

        _limits.Time.Advance(TimeSpan.FromHours(1));
        var second = Assert.Single(waiting.Skip(1), task => task.IsCompleted);
        LimiterBench.Lose(second);
        var third = Assert.Single(waiting.Skip(2), task => task.IsCompleted);
        Assert.True(_limits.Answer(third, 204));

        Assert.All(waiting, task => Assert.True(task.IsCompleted));
    }

    [Fact]
    public void No_number_in_the_headers_throws_or_closes_a_bucket_for_good()
    {
        var number = Gen.OneOf(
            Gen.Const("0"), Gen.Const("1"), Gen.Const("10"), Gen.Const("-5"), Gen.Const("2147483647"), Gen.Const("99999999999999999999"), Gen.Const("1e9"),
            Gen.Const("1795600000"), Gen.Const("1e300"), Gen.Const("1e-300"), Gen.Const("NaN"), Gen.Const("Infinity"), Gen.Const("0.5"), Gen.Const(""));
        Gen.Select(number, number, number, number, Gen.Bool).Array[1, 12].Sample(
            answers =>
            {
                using var limits = new LimiterBench();
                foreach (var (limit, remaining, reset, after, isExcess) in answers)
                {
                    var waits = limits.Acquire();
                    limits.Time.Advance(TimeSpan.FromHours(2));
                    var hit = isExcess && double.TryParse(after, CultureInfo.InvariantCulture, out var asked)
                        ? new RateLimitHit(LimitScope.User, RequestedWait.Seconds(asked))
                        : (RateLimitHit?)null;
                    Assert.True(limits.Answer(waits, hit is null ? 204 : 429, Headers(limit, remaining, reset, after), hit));
                    _ = limits.Limiter.Snapshot();
                    _ = limits.Limiter.UsefulConcurrency(LimiterBench.Route, 2, left: null);
                }
            },
            iter: 2_000);
    }

    [Theory]
    [InlineData("80c17d2f203122d936070c88c8d10f33", true)]
    [InlineData("a-B_9", true)]
    [InlineData("", false)]
    [InlineData("two words", false)]
    [InlineData("a,b", false)]
    [InlineData("../guilds", false)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", false)]
    public void A_bucket_name_that_Discord_would_not_give_is_none_and_the_figures_beside_it_count(string name, bool isOne)
    {
        var read = Headers("10", "4", "1795600000", "1.5", name);

        Assert.Equal((4, isOne ? name : null), (read?.Remaining, read?.Hash));
    }

    private static LimitHeaders? Headers(string limit, string remaining, string reset, string resetAfter, string? bucket = null)
    {
        using var response = new HttpResponseMessage();
        if (bucket is not null)
        {
            response.Headers.TryAddWithoutValidation("X-RateLimit-Bucket", bucket);
        }

        foreach (var (name, value) in new[] { ("Limit", limit), ("Remaining", remaining), ("Reset", reset), ("Reset-After", resetAfter) })
        {
            response.Headers.TryAddWithoutValidation($"X-RateLimit-{name}", value);
        }

        return LimitHeaders.Read(response.Headers);
    }
}

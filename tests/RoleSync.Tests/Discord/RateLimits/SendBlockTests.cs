using RoleSync.Core.Guilds;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.Wire;

namespace RoleSync.Tests.Discord.RateLimits;

/// <summary>What is blocked is tried again, with as few requests as tell anything, and goes on by itself.</summary>
public sealed class SendBlockTests : IDisposable
{
    private static readonly RouteKey _look = RouteKey.OfGuild(LimiterBench.Guild);
    private static readonly RouteKey _otherGuild = RouteKey.MemberRole(new GuildId(8));
    private readonly LimiterBench _limits = new();

    public void Dispose() => _limits.Dispose();

    [Fact]
    public async Task A_refused_token_is_tried_again_by_one_call_after_five_seconds_and_all_goes_on_when_it_is_taken()
    {
        _limits.Send(401);
        Assert.True(_limits.Limiter.TokenRefused.IsCompleted);
        var blocked = Assert.IsType<Admission.Blocked>(await _limits.Acquire(_otherGuild)).Reason;
        Assert.Equal(TimeSpan.FromSeconds(5), blocked.RetriesIn);
        Assert.False(blocked.IsLasting);
        Assert.IsType<Admission.Blocked>(await _limits.Acquire(RouteKey.CurrentUser));

        _limits.Time.Advance(TimeSpan.FromSeconds(5));
        var probe = _limits.Acquire(RouteKey.CurrentUser);
        Assert.IsType<Admission.Granted>(await probe);
        Assert.IsType<Admission.Blocked>(await _limits.Acquire(RouteKey.CurrentUser));
        Assert.IsType<Admission.Blocked>(await _limits.Acquire(_otherGuild));

        Assert.True(_limits.Answer(probe, 200));
        Assert.True(_limits.Passes(_otherGuild));
        Assert.False(_limits.Limiter.TokenRefused.IsCompleted);
        Assert.Null(_limits.Limiter.Block);
    }

    [Fact]
    public void The_pauses_between_two_tries_of_a_token_grow_to_five_minutes()
    {
        _limits.Send(401);
        var pauses = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            pauses.Add(_limits.Limiter.TokenRetriesIn!.Value.TotalSeconds);
            _limits.Time.Advance(_limits.Limiter.TokenRetriesIn.Value);
            _limits.Send(401, route: RouteKey.CurrentUser);
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 300, 300, 300], pauses);
        Assert.Equal(2, _limits.Limiter.Snapshot().InvalidAnswers);
    }

    [Theory]
    [InlineData(200, false)]
    [InlineData(401, false)]
    [InlineData(502, true)]
    [InlineData(0, true)]
    public void What_was_sent_before_the_token_was_refused_and_what_is_no_word_of_Discord_decides_nothing(int status, bool isProbe)
    {
        var route = isProbe ? RouteKey.CurrentUser : _otherGuild;
        var early = isProbe ? null : _limits.Acquire(_otherGuild);
        _limits.Send(401);
        _limits.Time.Advance(TimeSpan.FromSeconds(5));
        early ??= _limits.Acquire(route);

        if (status == 0)
        {
            LimiterBench.Lose(early);
        }
        else
        {
            Assert.True(_limits.Answer(early, status));
        }

        Assert.NotNull(_limits.Limiter.Block);
        Assert.Equal(isProbe ? 5 : 0, _limits.Limiter.TokenRetriesIn!.Value.TotalSeconds);
    }

    [Fact]
    public void A_401_of_an_edge_or_of_a_webhook_halts_nothing()
    {
        _limits.Send(401, route: RouteKey.OriginalAnswer(5));
        _limits.AnswerOfEdge(_limits.Acquire(), 401);

        Assert.Null(_limits.Limiter.Block);
        Assert.True(_limits.Passes(_otherGuild));
    }

    [Fact]
    public async Task A_guild_that_refused_everything_is_tried_after_a_minute_by_looks_and_one_write_and_opens_when_that_passes()
    {
        Refuse(10);
        var blocked = Assert.IsType<Admission.Blocked>(await _limits.Acquire()).Reason;
        Assert.InRange(blocked.RetriesIn.TotalSeconds, 59, 60);
        Assert.Contains("PUT|DELETE /guilds/{guild}/members/{member}/roles/{role}: \"Missing Permissions\", code 50013", blocked.Why, StringComparison.Ordinal);
        Assert.Contains("60 s", blocked.Why, StringComparison.Ordinal);
        Assert.IsType<Admission.Blocked>(await _limits.Acquire(_look));

        _limits.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_limits.Passes(_look));
        var writes = Enumerable.Range(0, 3).Select(_ => _limits.Acquire()).ToArray();
        var patch = _limits.Acquire(RouteKey.MemberEdit(LimiterBench.Guild));
        Assert.Equal([true, false, false, false], writes.Append(patch).Select(task => task.IsCompleted));

        Assert.True(_limits.Answer(writes[0], 204));
        Assert.All(writes.Append(patch), task => Assert.True(task.IsCompleted));
        Assert.Empty(_limits.Limiter.Snapshot().BlockedGuilds);
    }

    [Fact]
    public async Task A_trial_that_is_refused_costs_one_request_and_doubles_the_pause_and_the_third_tells_the_run_to_wait_no_longer()
    {
        Refuse(10);
        foreach (var (minutes, isLasting) in new[] { (1, false), (2, false), (4, false), (8, true) })
        {
            var blocked = Assert.IsType<Admission.Blocked>(await _limits.Acquire()).Reason;
            Assert.Equal((minutes, isLasting), ((int)Math.Ceiling(blocked.RetriesIn.TotalMinutes), blocked.IsLasting));
            _limits.Time.Advance(TimeSpan.FromMinutes(minutes));
            var first = _limits.Acquire();
            var second = _limits.Acquire();
            Assert.True(Refused(first));
            Assert.IsType<Admission.Blocked>(await second);
        }

        Assert.InRange(_limits.Limiter.Snapshot().InvalidAnswers, 1, 14);
    }

    [Fact]
    public async Task A_person_who_starts_something_has_the_guild_tried_at_once()
    {
        Refuse(10);
        Assert.IsType<Admission.Blocked>(await _limits.Acquire());

        Assert.True(_limits.Limiter.RetryNow(LimiterBench.Guild));

        Assert.True(_limits.Passes(_look));
        Assert.True(Refused(_limits.Acquire()));
        Assert.IsType<Admission.Blocked>(await _limits.Acquire());
        Assert.True(_limits.Limiter.RetryNow(LimiterBench.Guild));
        Assert.True(_limits.Passes());
        Assert.False(_limits.Limiter.RetryNow(LimiterBench.Guild));
        Assert.True(_limits.Passes());
    }

    [Fact]
    public void A_trial_without_an_answer_lets_another_one_go()
    {
        Refuse(10);
        _limits.Time.Advance(TimeSpan.FromMinutes(1));
        var first = _limits.Acquire();
        var second = _limits.Acquire();
        Assert.False(second.IsCompleted);

        LimiterBench.Lose(first);

        Assert.True(_limits.Answer(second, 204));
        Assert.Empty(_limits.Limiter.Snapshot().BlockedGuilds);
    }

    [Fact]
    public void Buckets_that_nobody_uses_any_more_are_forgotten()
    {
        for (var guild = 1; guild <= 200; guild++)
        {
            Assert.True(_limits.Passes(RouteKey.OfGuild(new GuildId((ulong)guild))));
            Assert.True(_limits.Passes(RouteKey.OriginalAnswer((ulong)guild)));
            _limits.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.InRange(_limits.Limiter.Snapshot().Buckets.Count, 1, 30);
    }

    private void Refuse(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _limits.Time.Advance(TimeSpan.FromMilliseconds(50));
            Assert.True(Refused(_limits.Acquire()));
        }
    }

    private bool Refused(Task<Admission> waits) => _limits.Answer(waits, 403, error: new DiscordError(403, 50013, "Missing Permissions"));
}

using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RoleSync.Core.Waiting;
using RoleSync.Ethos.Http;

namespace RoleSync.Tests.Ethos;

public sealed class EthosPaceTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private EthosPace _pace = null!;

    public void Dispose() => _pace.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(200)]
    public void Whoever_a_person_waits_for_has_the_next_turn_however_many_calls_of_runs_came_before(int perMinute)
    {
        Start(perMinute);
        Take(RequestPriority.Bulk, perMinute - (perMinute / 20));
        var bulk = Take(RequestPriority.Bulk, 1_000);
        Assert.All(Take(RequestPriority.Interactive, perMinute / 20), person => Assert.True(person.IsCompletedSuccessfully));
        var people = Take(RequestPriority.Interactive, 2);

        for (var steps = 0; !people[1].IsCompleted; steps++)
        {
            Assert.DoesNotContain(bulk, call => call.IsCompleted);
            Assert.True(steps < 700, "Nobody got a turn for over a minute.");
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(bulk[0].IsCompletedSuccessfully);
        Assert.False(bulk[^1].IsCompleted);
    }

    [Fact]
    public void While_all_turns_of_runs_are_taken_a_person_is_let_through_at_once()
    {
        Start(200);
        Assert.All(Take(RequestPriority.Bulk, 190), call => Assert.True(call.IsCompletedSuccessfully));
        var bulk = Take(RequestPriority.Bulk, 500);

        Assert.All(Take(RequestPriority.Interactive, 10), call => Assert.True(call.IsCompletedSuccessfully));

        Assert.DoesNotContain(bulk, call => call.IsCompleted);
    }

    [Fact]
    public void Runs_that_a_person_started_go_before_scheduled_ones_and_a_call_for_both_goes_with_the_first()
    {
        Start(1);
        Take(RequestPriority.Background, 1);
        var scheduled = Take(RequestPriority.Background, 3);
        var shared = new CallUrgency(RequestPriority.Background);
        var both = _pace.WaitAsync(shared, CancellationToken.None);
        var people = Take(RequestPriority.Bulk, 1)[0];
        shared.Raise(RequestPriority.Bulk);

        foreach (var next in (Task<bool>[])[both, people, .. scheduled])
        {
            Assert.False(next.IsCompleted);
            _clock.Advance(TimeSpan.FromSeconds(61));
            Assert.True(next.IsCompletedSuccessfully);
        }
    }

    [Fact]
    public void Runs_go_in_the_order_in_which_they_came_and_in_no_minute_more_than_allowed()
    {
        Start(6);
        var bulk = Take(RequestPriority.Bulk, 14);

        foreach (var done in new[] { 6, 12, 14 })
        {
            Assert.Equal(done, bulk.TakeWhile(call => call.IsCompleted).Count());
            Assert.DoesNotContain(bulk.Skip(done), call => call.IsCompleted);
            _clock.Advance(TimeSpan.FromMilliseconds(59_990));
            Assert.Equal(done, bulk.Count(call => call.IsCompleted));
            _clock.Advance(TimeSpan.FromMilliseconds(20));
        }
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_turn_to_the_next()
    {
        Start(1);
        Take(RequestPriority.Bulk, 1);
        using var impatient = new CancellationTokenSource();
        var first = _pace.WaitAsync(new CallUrgency(RequestPriority.Interactive), impatient.Token);
        var second = _pace.WaitAsync(new CallUrgency(RequestPriority.Bulk), CancellationToken.None);

        await impatient.CancelAsync();
        _clock.Advance(TimeSpan.FromSeconds(61));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.True(await second);
    }

    [Fact]
    public async Task A_silence_that_is_too_long_is_told_at_once_to_everybody_who_waits_and_a_short_one_is_kept()
    {
        Start(1);
        Take(RequestPriority.Bulk, 1);
        var waiting = new[] { Take(RequestPriority.Interactive, 1)[0], Take(RequestPriority.Bulk, 1)[0] };

        _pace.Hold(TimeSpan.FromSeconds(61));

        Assert.All(waiting, call => Assert.True(call.IsCompletedSuccessfully));
        var turns = await Task.WhenAll(waiting);
        Assert.DoesNotContain(true, turns);
        _clock.Advance(TimeSpan.FromSeconds(30));
        var next = Take(RequestPriority.Interactive, 1)[0];
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await next);
    }

    private void Start(int perMinute) => _pace = new EthosPace(Options.Create(new EthosOptions { CallsPerMinute = perMinute }), _clock);

    private Task<bool>[] Take(RequestPriority priority, int calls) =>
        [.. Enumerable.Range(0, calls).Select(_ => _pace.WaitAsync(new CallUrgency(priority), CancellationToken.None))];
}

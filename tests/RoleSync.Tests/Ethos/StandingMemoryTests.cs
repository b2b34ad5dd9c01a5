using Microsoft.Extensions.Time.Testing;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Standings;

namespace RoleSync.Tests.Ethos;

public sealed class StandingMemoryTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Known_standings_are_remembered_as_they_were_for_their_time_and_nothing_else_is()
    {
        var memory = new StandingMemory(TimeSpan.FromSeconds(30), 10, _clock);
        Standing known = new Standing.Known(1_234.5, IsValidator: true, IsHuman: false, HasInteractions: true);
        memory.Keep(Answer((1, known), (2, Standing.AbsentStanding), (3, new Standing.Unknown("Odd.")), (4, new Standing.Unknown("Down.") { IsOutage = true })), _clock.GetTimestamp());

        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(known, memory.Find(new MemberId(1), long.MinValue));
        Assert.All(Enumerable.Range(2, 3), id => Assert.Null(memory.Find(new MemberId((ulong)id), long.MinValue)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(memory.Find(new MemberId(1), long.MinValue));
        memory.Forget();
        Assert.Equal(0, memory.Count);
    }

    [Fact]
    public void What_was_asked_for_before_the_time_that_is_named_is_not_told()
    {
        var memory = new StandingMemory(TimeSpan.FromSeconds(30), 10, _clock);
        var asked = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(5));
        memory.Keep(Answer((1, Known(1_000))), asked);

        Assert.Null(memory.Find(new MemberId(1), newerThan: asked));
        Assert.NotNull(memory.Find(new MemberId(1), newerThan: asked - 1));
    }

    [Fact]
    public void The_oldest_go_when_there_are_too_many()
    {
        var memory = new StandingMemory(TimeSpan.FromSeconds(30), 3, _clock);
        for (ulong id = 1; id <= 5; id++)
        {
            memory.Keep(Answer((id, Known(id))), _clock.GetTimestamp());
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(3, memory.Count);
        Assert.Equal([null, null, Known(3), Known(4), Known(5)], Enumerable.Range(1, 5).Select(id => memory.Find(new MemberId((ulong)id), long.MinValue)));
    }

    [Fact]
    public void Two_hundred_thousand_standings_take_less_than_24_megabytes()
    {
        var memory = new StandingMemory(TimeSpan.FromSeconds(30), StandingBatches.Capacity, _clock);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (ulong id = 1; id <= 300_000; id++)
        {
            memory.Keep(Answer((id, Known(id))), _clock.GetTimestamp());
        }

        Assert.Equal(StandingBatches.Capacity, memory.Count);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, 24_000_000);
        _clock.Advance(TimeSpan.FromSeconds(30));
        memory.Forget();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1_000_000);
        GC.KeepAlive(memory);
    }

    private static Standing.Known Known(double score) => new Standing.Known(score, IsValidator: false, IsHuman: true, HasInteractions: true);

    private static Dictionary<MemberId, Standing> Answer(params (ulong Id, Standing Standing)[] all) =>
        all.ToDictionary(one => new MemberId(one.Id), one => one.Standing);
}

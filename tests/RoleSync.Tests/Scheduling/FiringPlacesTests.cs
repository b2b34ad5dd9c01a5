using RoleSync.Core.Guilds;
using RoleSync.Scheduling;

namespace RoleSync.Tests.Scheduling;

/// <summary>How many scheduled runs work at once, and who need not wait for them.</summary>
public sealed class FiringPlacesTests : IDisposable
{
    private readonly FiringPlaces _places = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _places.Dispose();

    [Fact]
    public async Task Of_a_thousand_guilds_that_are_due_at_once_as_many_work_as_there_are_places_and_all_of_them_in_the_end()
    {
        var (now, most, done) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(1, 1000).Select(number => Task.Run(
            async () =>
            {
                using var place = await _places.EnterAsync(new GuildId((ulong)number), Ct);
                var working = Interlocked.Increment(ref now);
                lock (_places)
                {
                    (most, done) = (Math.Max(most, working), done + (place is null ? 0 : 1));
                }

                await Task.Yield();
                Interlocked.Decrement(ref now);
            },
            Ct)));

        Assert.InRange(most, 1, FiringPlaces.Count);
        Assert.Equal(1000, done);
    }

    [Fact]
    public async Task A_scheduled_run_that_waits_for_a_place_gives_way_to_a_run_of_its_guild_and_to_the_end_of_the_host()
    {
        var taken = await Task.WhenAll(Enumerable.Range(1, FiringPlaces.Count).Select(number => _places.EnterAsync(new GuildId((ulong)number), Ct)));
        using var host = new CancellationTokenSource();
        var (mine, other, ended) = (_places.EnterAsync(new GuildId(1001), Ct), _places.EnterAsync(new GuildId(1002), Ct), _places.EnterAsync(new GuildId(1003), host.Token));
        Assert.False(mine.IsCompleted || other.IsCompleted || ended.IsCompleted);

        _places.GiveUp(new GuildId(1001));
        _places.GiveUp(new GuildId(1));
        await host.CancelAsync();

        Assert.Null(await mine);
        Assert.Null(await ended);
        Assert.False(other.IsCompleted);
        taken[0]!.Dispose();
        taken[0]!.Dispose();
        using var place = await other;
        Assert.NotNull(place);
        Assert.False(_places.EnterAsync(new GuildId(1004), Ct).IsCompleted);
    }
}

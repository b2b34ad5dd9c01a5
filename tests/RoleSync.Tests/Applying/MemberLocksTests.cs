using RoleSync.Applying.Writers;
using RoleSync.Core.Guilds;

namespace RoleSync.Tests.Applying;

public sealed class MemberLocksTests
{
    private static readonly GuildId _guild = new(1);
    private static readonly MemberId _ada = new(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_is_locked_for_one_holder_at_a_time_and_others_are_free()
    {
        var locks = new MemberLocks();
        var first = await locks.AcquireAsync(_guild, _ada, Ct);

        var second = locks.AcquireAsync(_guild, _ada, Ct);
        using var other = await locks.AcquireAsync(_guild, new MemberId(3), Ct);
        using var elsewhere = await locks.AcquireAsync(new GuildId(9), _ada, Ct);

        Assert.False(second.IsCompleted);
        first.Dispose();
        using var taken = await second;
        first.Dispose();
        Assert.False(locks.AcquireAsync(_guild, _ada, Ct).IsCompleted);
    }

    [Fact]
    public async Task Of_many_who_want_a_member_at_once_one_has_it_and_all_get_it()
    {
        var locks = new MemberLocks();
        var (inHand, most) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(
            async () =>
            {
                using var held = await locks.AcquireAsync(_guild, _ada, Ct);
                most = Math.Max(most, Interlocked.Increment(ref inHand));
                await Task.Yield();
                Interlocked.Decrement(ref inHand);
            },
            Ct)));

        Assert.Equal((0, 1), (inHand, most));
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_nothing()
    {
        var locks = new MemberLocks();
        using var stop = new CancellationTokenSource();
        var first = await locks.AcquireAsync(_guild, _ada, Ct);
        var waiting = locks.AcquireAsync(_guild, _ada, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        first.Dispose();
        using var next = await locks.AcquireAsync(_guild, _ada, Ct);
    }
}

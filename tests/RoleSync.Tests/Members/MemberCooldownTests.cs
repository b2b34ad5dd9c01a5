using Microsoft.Extensions.Time.Testing;
using RoleSync.Core.Guilds;
using RoleSync.Members;

namespace RoleSync.Tests.Members;

public sealed class MemberCooldownTests
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(30);
    private static readonly GuildId _guild = new(1);
    private static readonly MemberId _ada = new(2);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_member_has_one_turn_in_an_interval_and_is_told_how_long_it_is_until_the_next()
    {
        var pace = new MemberCooldown(_interval, _time);

        Assert.Null(pace.Take(_guild, _ada));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(10), pace.Take(_guild, _ada));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(pace.Take(_guild, _ada));
        Assert.Equal(_interval, pace.Take(_guild, _ada));
    }

    [Fact]
    public void Every_member_of_every_guild_has_a_turn_of_their_own()
    {
        var pace = new MemberCooldown(_interval, _time);

        Assert.Null(pace.Take(_guild, _ada));
        Assert.Null(pace.Take(_guild, new MemberId(3)));
        Assert.Null(pace.Take(new GuildId(9), _ada));
    }

    [Fact]
    public void Members_whose_time_is_over_are_not_remembered_for_ever()
    {
        var pace = new MemberCooldown(_interval, _time);
        for (var member = 1UL; member <= 20_000; member++)
        {
            Assert.Null(pace.Take(_guild, new MemberId(member)));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(pace.Remembered, 30, 1_100);
    }
}

using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;

namespace RoleSync.Core.Tests.Planning;

public sealed class AbsenceTests
{
    private static readonly DateTimeOffset _start = new(2026, 11, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly MemberId _member = new(5);
    private static readonly RunId _run = new(1);
    private static readonly Confirmation _twice = new(Needed: 2, TimeSpan.FromMinutes(10));

    private static Absence First => Absence.Observe(null, _member, _run, _start, _twice);

    [Fact]
    public void The_first_look_alone_confirms_nothing_unless_one_is_enough()
    {
        Assert.Equal(new Absence(_member, 1, _start, _start, _run), First);
        Assert.False(First.IsConfirmed(_twice));
        Assert.True(First.IsConfirmed(_twice with { Needed = 1 }));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(599, 1)]
    [InlineData(600, 2)]
    [InlineData(86_400, 2)]
    public void A_look_counts_ten_minutes_after_the_last_one_that_counted_in_whatever_run(int seconds, int looks)
    {
        foreach (var run in (RunId[])[_run, new(2)])
        {
            Assert.Equal(looks, Absence.Observe(First, _member, run, _start.AddSeconds(seconds), _twice).Observations);
        }
    }

    [Fact]
    public void Any_number_of_passes_within_nine_minutes_is_one_look()
    {
        var absence = First;
        for (var pass = 2; pass <= 55; pass++)
        {
            absence = Absence.Observe(absence, _member, new RunId(pass), _start.AddSeconds(10 * (pass - 1)), _twice);
        }

        Assert.Equal(First, absence);
    }

    [Fact]
    public void Three_looks_take_twice_as_long_as_two()
    {
        var thrice = _twice with { Needed = 3 };
        var absence = First;
        for (var minute = 1; minute < 20; minute++)
        {
            absence = Absence.Observe(absence, _member, new RunId(minute + 1), _start.AddMinutes(minute), thrice);
            Assert.False(absence.IsConfirmed(thrice));
        }

        Assert.True(Absence.Observe(absence, _member, new RunId(30), _start.AddMinutes(20), thrice).IsConfirmed(thrice));
    }

    [Fact]
    public void A_clock_that_is_set_back_begins_the_wait_anew_and_does_not_end_it_for_days()
    {
        var back = Absence.Observe(First, _member, new RunId(2), _start.AddDays(-2), _twice);

        Assert.Equal((1, _start.AddDays(-2)), (back.Observations, back.LastSeen));
        Assert.Equal(1, Absence.Observe(back, _member, new RunId(3), _start.AddDays(-2).AddMinutes(9), _twice).Observations);
        Assert.Equal(2, Absence.Observe(back, _member, new RunId(4), _start.AddDays(-2).AddMinutes(10), _twice).Observations);
    }
}

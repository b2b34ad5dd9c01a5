using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;

namespace RoleSync.Core.Tests.Planning;

public sealed class AbsenceTests
{
    private static readonly DateTimeOffset _start = new(2026, 11, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly MemberId _member = new(5);
    private static readonly RunId _run = new(1);

    private static Absence First => Absence.Observe(null, _member, _run, _start);

    [Fact]
    public void The_first_look_alone_confirms_nothing_unless_one_is_enough()
    {
        Assert.Equal(new Absence(_member, 1, _start, _start, _run), First);
        Assert.False(First.IsConfirmed(2));
        Assert.True(First.IsConfirmed(1));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(599, 1)]
    [InlineData(600, 2)]
    [InlineData(-3600, 1)]
    public void Within_a_run_a_look_counts_ten_minutes_after_the_last_one(int seconds, int looks) =>
        Assert.Equal(looks, Absence.Observe(First, _member, _run, _start.AddSeconds(seconds)).Observations);

    [Fact]
    public void A_look_of_another_run_counts_at_once()
    {
        var second = Absence.Observe(First, _member, new RunId(2), _start.AddSeconds(1));

        Assert.Equal((2, _start, _start.AddSeconds(1)), (second.Observations, second.FirstSeen, second.LastSeen));
        Assert.Equal(second, Absence.Observe(second, _member, new RunId(2), _start.AddSeconds(2)));
    }

    [Fact]
    public void Many_looks_that_do_not_count_never_add_up()
    {
        var absence = First;
        for (var minute = 0; minute < 9; minute++)
        {
            absence = Absence.Observe(absence, _member, _run, _start.AddMinutes(minute));
        }

        Assert.Equal(First, absence);
    }
}

using RoleSync.Core.Runs;

namespace RoleSync.Core.Tests.Runs;

public sealed class PassPauseTests
{
    [Theory]
    [InlineData("00:01:00", 0, "00:01:00")]
    [InlineData("00:01:00", 1, "00:02:00")]
    [InlineData("00:01:00", 5, "00:32:00")]
    [InlineData("00:01:00", 6, "01:00:00")]
    [InlineData("00:00:10", 1_000_000, "01:00:00")]
    [InlineData("06:00:00", 3, "06:00:00")]
    public void The_pause_doubles_with_each_failure_up_to_an_hour_and_is_never_shorter_than_asked_for(string every, int failures, string expected) =>
        Assert.Equal(TimeSpan.Parse(expected, null), PassPause.After(TimeSpan.Parse(every, null), failures));
}

using RoleSync.Core.Runs;

namespace RoleSync.Core.Tests.Runs;

public sealed class GrowingPauseTests
{
    [Fact]
    public void Each_pause_is_twice_the_one_before_up_to_the_longest_and_the_first_again_after_a_reset()
    {
        var pause = new GrowingPause(TimeSpan.FromSeconds(1));

        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(0, 5).Select(_ => pause.Next(TimeSpan.FromSeconds(5)).TotalSeconds));
        Assert.Equal(10, pause.Next(TimeSpan.FromMinutes(1)).TotalSeconds);
        pause.Reset();
        Assert.Equal(1, pause.Next(TimeSpan.FromSeconds(5)).TotalSeconds);
    }
}

using RoleSync.Core.Waiting;

namespace RoleSync.Core.Tests.Waiting;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData(-3, "0.0 s")]
    [InlineData(2.54, "2.5 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(18_750, "5 h 12 min")]
    [InlineData(86_399, "23 h 59 min")]
    [InlineData(198_000, "2 d 7 h")]
    public void A_length_of_time_is_told_in_its_two_largest_units(double seconds, string text) =>
        Assert.Equal(text, DurationText.Of(TimeSpan.FromSeconds(seconds)));
}

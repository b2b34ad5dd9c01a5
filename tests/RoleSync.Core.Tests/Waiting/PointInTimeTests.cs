using System.Globalization;
using RoleSync.Core.Waiting;

namespace RoleSync.Core.Tests.Waiting;

public sealed class PointInTimeTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-18", "2026-11-18T00:00:00Z")]
    [InlineData("2026-11-18T10:00Z", "2026-11-18T10:00:00Z")]
    [InlineData("2026-11-18T10:00:30", "2026-11-18T10:00:30Z")]
    [InlineData("2026-11-18T10:00:30.25+02:00", "2026-11-18T08:00:30.25Z")]
    [InlineData("1764072000000", "2025-11-25T12:00:00Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    [InlineData("7d", "2026-11-18T12:00:00Z")]
    [InlineData("2w", "2026-11-11T12:00:00Z")]
    [InlineData("36h", "2026-11-24T00:00:00Z")]
    [InlineData("90m", "2026-11-25T10:30:00Z")]
    [InlineData("5s", "2026-11-25T11:59:55Z")]
    public void A_time_is_read_as_people_and_programs_write_it(string text, string expected)
    {
        Assert.True(PointInTime.TryParse(text, _now, out var time));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), time);
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("-7d")]
    [InlineData("7 d")]
    [InlineData("7y")]
    [InlineData("999999d")]
    [InlineData("999999w")]
    [InlineData("9999999999999999")]
    [InlineData("-1")]
    [InlineData("2026-13-01")]
    [InlineData("18.11.2026")]
    [InlineData("yesterday")]
    [InlineData("2026-11-18 10:00")]
    public void What_is_no_time_is_told_from_one(string text) => Assert.False(PointInTime.TryParse(text, _now, out _));
}

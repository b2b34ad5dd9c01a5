namespace RoleSync.Testing.Time;

/// <summary>The real clock, with its date moved: limits and time-outs take their time, days pass at once.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private TimeSpan _shift;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;

    public void Shift(TimeSpan by) => _shift += by;
}

namespace RoleSync.Core.Runs;

/// <summary>Estimates how long a run still takes. Pure.</summary>
public static class Progress
{
    /// <summary>The time that is left, by the speed so far.</summary>
    /// <param name="run">The run.</param>
    /// <param name="now">The present, UTC.</param>
    /// <returns>Null when the run is not at work or nothing is known of its speed yet.</returns>
    public static TimeSpan? Left(Run run, DateTimeOffset now) => run.Phase switch
    {
        RunPhase.Planning => Extrapolate(now - run.CreatedAt, run.Listed, run.ApproximateMembers - run.Listed),
        RunPhase.Applying => Extrapolate(now - run.PlannedAt, run.Applied + run.Failed, run.Planned - run.Applied - run.Failed),
        _ => null,
    };

    private static TimeSpan? Extrapolate(TimeSpan? elapsed, int done, int? left) => (elapsed, done, left) switch
    {
        (_, _, <= 0) => TimeSpan.Zero,
        ({ } time, > 0, { } more) => time / done * more,
        _ => null,
    };
}

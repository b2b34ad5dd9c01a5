using RoleSync.Core.Runs;

namespace RoleSync.Storage.Runs;

/// <summary>Says why a run does not move, where its row cannot: the database did not take the reason, or nobody gave one.</summary>
internal sealed class RunReasons(TimeProvider time, UnstoredPostponements postponements)
{
    /// <summary>The run as people are to see it, with the reason among its errors.</summary>
    public Run Explain(Run run)
    {
        var now = time.GetUtcNow();
        return run.Phase.IsRunning() && postponements.Find(run.Guild) is { } unstored && unstored.At >= (run.MovedAt ?? run.CreatedAt)
            ? run with { Error = unstored.Why, ResumesAt = unstored.Until }
            : RunSilence.Of(run, now) is { } silence ? run with { Error = run.Error is null ? silence : $"{run.Error} {silence}" } : run;
    }
}

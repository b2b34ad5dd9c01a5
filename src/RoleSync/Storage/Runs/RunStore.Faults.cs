using RoleSync.Core.Runs;

namespace RoleSync.Storage.Runs;

/// <content>Why a run does not move.</content>
internal sealed partial class RunStore
{
    /// <summary>The run as people are to see it: with the reason why it does not move, where the row cannot say it.</summary>
    internal Run Told(Run run)
    {
        var now = time.GetUtcNow();
        return run.Phase.IsRunning() && postponements?.Find(run.Guild) is { } unstored && unstored.At >= (run.MovedAt ?? run.CreatedAt)
            ? run with { Error = unstored.Why, ResumesAt = unstored.Until }
            : RunSilence.Of(run, now) is { } silence ? run with { Error = run.Error is null ? silence : $"{run.Error} {silence}" } : run;
    }
}

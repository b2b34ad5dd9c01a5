using Quartz;
using RoleSync.Storage;

namespace RoleSync.Running;

/// <summary>
/// Gives every run that should be going on and has neither trigger nor firing a new trigger: once per cluster, at start and every
/// ten seconds. This is what survives every lost trigger. It also ends the wait of runs that nobody decides about.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class ReconcileJob(RunStore runs, RunSchedule schedule, TimeProvider time) : IJob
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>How long a held run waits for a person; then it is rejected, because what it found has long changed.</summary>
    public static readonly TimeSpan HoldTime = TimeSpan.FromHours(24);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await runs.ExpireHeldAsync(time.GetUtcNow() - HoldTime, "expired after 24 h", cancellationToken);
        var due = await runs.GuildsToFireAsync(time.GetUtcNow(), cancellationToken);
        if (due.Count == 0)
        {
            return;
        }

        var firing = await schedule.FiringAsync(cancellationToken);
        foreach (var guild in due.Where(guild => !firing.Contains(guild)))
        {
            await schedule.FireAsync(guild, TimeSpan.Zero, cancellationToken);
        }
    }
}

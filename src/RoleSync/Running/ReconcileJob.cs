using System.Globalization;
using Quartz;
using RoleSync.Core.Runs;
using RoleSync.Running.Verifying;
using RoleSync.Storage;

namespace RoleSync.Running;

/// <summary>
/// Gives every run that should be going on and has neither trigger nor firing a new trigger: once per cluster, at start and every
/// ten seconds. This is what survives every lost trigger. It also ends the wait of runs that nobody decides about.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class ReconcileJob(RunStore runs, RunSchedule schedule, LostVerifications verifications, TimeProvider time) : IJob
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Who decided, of a held run that waited for a person in vain.</summary>
    private static readonly string _expired = string.Create(CultureInfo.InvariantCulture, $"expired after {Agreement.Time.TotalHours:0} h");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await runs.ExpireHeldAsync(time.GetUtcNow() - Agreement.Time, _expired, cancellationToken);
        await verifications.EndAsync(cancellationToken);
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

using System.Globalization;
using Microsoft.Extensions.Logging;
using Quartz;
using RoleSync.Core.Runs;
using RoleSync.Members;
using RoleSync.Storage.Runs;

namespace RoleSync.Scheduling;

/// <summary>
/// Gives every run that should be going on and has neither trigger nor firing a new trigger, and begins what was due and was not begun: once per
/// cluster, at start and every ten seconds. This is what survives every lost trigger. It also ends the wait of runs that nobody decides about, and has history kept in bounds.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class ReconcileJob(
    RunStore runs, RunSchedule schedule, DueRuns due, PassRuns passes, LostVerifications verifications, UnstoredPostponements unstored, HistoryKeeping history,
    TimeProvider time,
    ILogger<ReconcileJob> logger) : IJob
{
    /// <summary>What fires this job.</summary>
    public static readonly TriggerKey Trigger = new("reconcile", "system");

    /// <summary>How often it looks after the runs.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Who decided, of a held run that waited for a person in vain.</summary>
    private static readonly string _expired = string.Create(CultureInfo.InvariantCulture, $"expired after {Agreement.Time.TotalHours:0} h");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await ReconcileAsync(cancellationToken);
            await history.WorkAsync(cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && PassingFault.SentenceOf(fault) is { } why)
        {
            Log.Failed(logger, why);
        }
    }

    private async Task ReconcileAsync(CancellationToken ct)
    {
        await runs.ExpireHeldAsync(time.GetUtcNow() - Agreement.Time, _expired, ct);
        await verifications.EndAsync(ct);
        await due.MakeUpAsync(ct);
        await passes.MakeUpAsync(ct);
        var now = time.GetUtcNow();
        var waiting = (await runs.GuildsToFireAsync(now, ct)).Where(guild => !(unstored.Find(guild) is { } rest && rest.Until > now)).ToList();
        if (waiting.Count == 0)
        {
            return;
        }

        var firing = await schedule.FiringAsync(ct);
        foreach (var guild in waiting.Where(guild => !firing.Contains(guild)))
        {
            await schedule.FireAsync(guild, TimeSpan.Zero, ct);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(43, LogLevel.Warning, "Runs cannot be looked after at the moment, and are in ten seconds: {Why}")]
        public static partial void Failed(ILogger logger, string why);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RoleSync.Policies;
using RoleSync.Storage.Runs;

namespace RoleSync.Scheduling;

/// <summary>
/// Notices that the clock was set, by more than a minute, against one that only counts. Triggers and times of rest were reckoned by the clock as it
/// was: they are set anew, so that nothing waits for a time that is a day ahead, and nothing counts as missed that only the clock leapt over.
/// </summary>
internal sealed partial class ClockWatch(
    GuildJobs jobs, DueRuns due, PassRuns passes, RunStore runs, GuildPolicies policies, TimeProvider time, ILogger<ClockWatch> logger) : BackgroundService
{
    /// <summary>How often it compares the two.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    /// <summary>A smaller step is what time services do every day.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private DateTimeOffset _clock = time.GetUtcNow();
    private long _count = time.GetTimestamp();
    private bool _isOpen;

    /// <summary>Compares the clocks once, and sets everything anew where the clock was set.</summary>
    public async Task CheckAsync(CancellationToken ct)
    {
        var (clock, count) = (time.GetUtcNow(), time.GetTimestamp());
        var step = clock - _clock - time.GetElapsedTime(_count, count);
        (_clock, _count) = (clock, count);
        if (step.Duration() > Tolerance)
        {
            Log.Set(logger, step > TimeSpan.Zero ? "forward" : "back", step.Duration(), clock);
            _isOpen = true;
        }

        if (_isOpen)
        {
            await due.ForgiveAsync(ct);
            await passes.RenewAsync(ct);
            await runs.RouseAsync(clock, ct);
            await jobs.RenewAsync(policies.Guilds, ct);
            _isOpen = false;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Timers count, too: this goes on whatever the clock says.
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CheckAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, fault.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(140, LogLevel.Warning, "The clock was set {Direction} by {Step}; it is {Now:u} now. Triggers and pauses are set anew")]
        public static partial void Set(ILogger logger, string direction, TimeSpan step, DateTimeOffset now);

        [LoggerMessage(141, LogLevel.Warning, "Triggers could not be set anew after the clock was set, and are at the next look: {Message}")]
        public static partial void Failed(ILogger logger, string message);
    }
}

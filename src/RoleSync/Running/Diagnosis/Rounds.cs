using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RoleSync.Running.Diagnosis;

/// <summary>Examines the service when it starts, beside everything else, and again while something is wrong; keeps the last report.</summary>
internal sealed partial class Rounds(Doctor doctor, IOptions<DoctorOptions> options, TimeProvider time, ILogger<Rounds> logger) : BackgroundService
{
    /// <summary>Two calls for the bot, two for each guild, one each to Ethos and to the webhook: not more than ten.</summary>
    public const int MostGuilds = 3;

    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _one = new(1);
    private volatile DoctorReport? _last;

    /// <summary>The last report; null before the first.</summary>
    public DoctorReport? Last => _last;

    /// <summary>Why no run can do anything, as far as is known without a call; empty when nothing is in the way.</summary>
    public IReadOnlyList<string> Hindrances =>
    [
        .. new[] { doctor.HaltedBecause }.OfType<string>()
            .Concat(_last?.Findings.Where(finding => finding.StopsRuns).Select(finding => finding.Says) ?? [])
            .Distinct(),
    ];

    /// <summary>Examines now; whoever asks at the same time waits for their turn.</summary>
    public async Task<DoctorReport> ExamineAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            return _last = await doctor.ExamineAsync(MostGuilds, ct);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.AtStart)
        {
            return;
        }

        // A host waits for the first await of its services; nothing of this may delay the start.
        await Task.Yield();
        IReadOnlyList<Finding> told = [];
        while (true)
        {
            var report = await ExamineAsync(stoppingToken);
            Tell(report, told);
            told = report.Findings;
            if (report.Grade is not Grade.Error)
            {
                return;
            }

            await Task.Delay(_pause, time, stoppingToken);
        }
    }

    /// <summary>Logs what was not told before.</summary>
    private void Tell(DoctorReport report, IReadOnlyList<Finding> told)
    {
        foreach (var finding in report.Findings.Except(told))
        {
            switch (finding.Grade)
            {
                case Grade.Error:
                    Log.Error(logger, finding.Check, finding.Says);
                    break;
                case Grade.Warning:
                    Log.Warning(logger, finding.Check, finding.Says);
                    break;
                default:
                    break;
            }
        }

        if (report.Grade is Grade.Ok)
        {
            Log.Healthy(logger, report.Findings.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(50, LogLevel.Information, "Doctor: all {Checks} checks are in order")]
        public static partial void Healthy(ILogger logger, int checks);

        [LoggerMessage(51, LogLevel.Warning, "Doctor, {Check}: {Says}")]
        public static partial void Warning(ILogger logger, string check, string says);

        [LoggerMessage(52, LogLevel.Error, "Doctor, {Check}: {Says}")]
        public static partial void Error(ILogger logger, string check, string says);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Runs;

namespace RoleSync.Diagnosis;

/// <summary>Examines the service when it starts, beside everything else, and again while something is wrong; keeps the last report.</summary>
internal sealed partial class DoctorService(Doctor doctor, IOptions<DoctorOptions> options, TimeProvider time, ILogger<DoctorService> logger) : BackgroundService
{
    /// <summary>Two calls for the bot, two for each guild, one each to Ethos and to the webhook: not more than ten.</summary>
    public const int MostGuilds = 3;

    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _unwell = new(0, 1);
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
            _last = await doctor.ExamineAsync(MostGuilds, ct);
            if (_last.Severity is Severity.Error && _unwell.CurrentCount == 0)
            {
                _unwell.Release();
            }

            return _last;
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
        _unwell.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A host waits for the first await of its services; nothing of this may delay the start.
        await Task.Yield();
        IReadOnlyList<Finding> told = [];
        if (options.Value.AtStart)
        {
            told = await TellAsync(told, stoppingToken);
        }

        // Whoever asked: what was found stays in the way of readiness until another look finds it mended.
        var pause = new GrowingPause(_firstPause);
        while (true)
        {
            await _unwell.WaitAsync(stoppingToken);
            await UntilNextAsync(pause.Next(Longest(_last!)), stoppingToken);
            var before = told;
            told = await TellAsync(told, stoppingToken);
            if (!Errors(told).SequenceEqual(Errors(before)))
            {
                pause.Reset();
            }
        }
    }

    /// <summary>Waits; not any longer once Discord takes a token again that it had refused, as every finding of that time is old then.</summary>
    private async Task UntilNextAsync(TimeSpan pause, CancellationToken ct)
    {
        var wait = Task.Delay(pause, time, ct);
        await (doctor.TokenTaken is { IsCompleted: false } taken ? Task.WhenAny(wait, taken) : wait);
        ct.ThrowIfCancellationRequested();
    }

    /// <summary>The longest pause before the next look. What stops every run is looked at often; what only a person can mend costs calls that Discord may hold against the bot.</summary>
    private static TimeSpan Longest(DoctorReport report) =>
        report.Findings.Any(finding => finding is { StopsRuns: true, MayPass: true }) ? TimeSpan.FromSeconds(10)
        : report.Findings.Any(finding => finding.StopsRuns) ? TimeSpan.FromSeconds(30)
        : TimeSpan.FromMinutes(5);

    private static IEnumerable<string> Errors(IReadOnlyList<Finding> findings) =>
        findings.Where(finding => finding.Severity is Severity.Error).Select(finding => finding.Check);

    private async Task<IReadOnlyList<Finding>> TellAsync(IReadOnlyList<Finding> told, CancellationToken ct)
    {
        var report = await ExamineAsync(ct);
        Tell(report, told);
        return report.Findings;
    }

    /// <summary>Logs what was not told before.</summary>
    private void Tell(DoctorReport report, IReadOnlyList<Finding> told)
    {
        foreach (var finding in report.Findings.Except(told))
        {
            switch (finding.Severity)
            {
                case Severity.Error:
                    Log.Error(logger, finding.Check, finding.Says);
                    break;
                case Severity.Warning:
                    Log.Warning(logger, finding.Check, finding.Says);
                    break;
                default:
                    break;
            }
        }

        if (report.Severity is Severity.Ok)
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

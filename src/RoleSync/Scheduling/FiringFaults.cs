using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Storage.Runs;

namespace RoleSync.Scheduling;

/// <summary>
/// What becomes of a run whose firing threw what nobody foresaw. Faults that may pass postpone it, longer each time, for ten minutes at the most;
/// the third fault of any other kind ends it. Where the database takes not even that, the reason is kept in memory and told from there.
/// </summary>
internal sealed partial class FiringFaults(
    UnstoredPostponements unstored, TimeProvider time, ILogger<FiringFaults> logger)
{
    /// <summary>So many faults that are no outage end a run.</summary>
    public const int MaximumFaults = 3;

    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(10);

    /// <summary>Counts the fault and decides.</summary>
    /// <param name="guild">The guild whose firing failed.</param>
    /// <param name="lease">What it held of a run; null where it had none yet.</param>
    /// <param name="fault">What it threw.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>When the next firing should begin; null when the run has ended or is somebody else's.</returns>
    public async Task<TimeSpan?> HandleAsync(GuildId guild, RunLease? lease, Exception fault, CancellationToken ct)
    {
        var passing = PassingFault.SentenceOf(fault);
        var why = passing ?? $"Something went wrong that nobody foresaw ({fault.GetType().Name}: {PassingFault.Words(fault)}).";
        try
        {
            if (lease is not null)
            {
                var decision = await lease.NoteFaultAsync(passing is not null, times => Decide(passing, why, times), ct);
                Tell(fault, passing, decision, why);
                unstored.Forget(guild);
                return (decision as FaultDecision.Postpone)?.Pause;
            }
        }
        catch (Exception refusal) when (!ct.IsCancellationRequested)
        {
            why = PassingFault.SentenceOf(refusal) ?? why;
        }

        var rest = unstored.Note(guild, why, time.GetUtcNow(), PauseAfter);
        Log.Unstored(logger, guild, rest.TotalSeconds, why);
        return rest;
    }

    private static FaultDecision Decide(string? passing, string why, int times) => (passing, times) switch
    {
        (null, >= MaximumFaults) => new FaultDecision.Fail
        {
            Why = $"{why} It was the third fault of this run, so the run has ended: the log of the service has the details. Start a new run; if it ends the same way, report it.",
        },
        (null, _) => new FaultDecision.Postpone(PauseAfter(times)) { Why = $"{why} The run tries again; the third such fault ends it." },
        _ => new FaultDecision.Postpone(PauseAfter(times)) { Why = $"{passing} The run rests, and tries again." },
    };

    private static TimeSpan PauseAfter(int times)
    {
        var pause = _firstPause * Math.Pow(2, Math.Min(times - 1, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    private void Tell(Exception fault, string? passing, FaultDecision? decision, string why)
    {
        var postponed = decision as FaultDecision.Postpone;
        if (passing is null)
        {
            Log.Unforeseen(logger, fault, postponed is { Pause: var rest } ? $"the run tries again in {rest.TotalSeconds:0} s" : "the run does not go on");
        }
        else if (postponed is { Pause: var pause })
        {
            Log.Postponed(logger, pause.TotalSeconds, why);
        }

        if (decision is null)
        {
            Log.Overtaken(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(130, LogLevel.Warning, "Postponed by {Seconds:0} s: {Why}")]
        public static partial void Postponed(ILogger logger, double seconds, string why);

        [LoggerMessage(133, LogLevel.Warning, "A newer firing owns the run; this one ends and writes nothing more")]
        public static partial void Overtaken(ILogger logger);

        [LoggerMessage(131, LogLevel.Error, "Something went wrong that nobody foresaw; {What}")]
        public static partial void Unforeseen(ILogger logger, Exception fault, string what);

        [LoggerMessage(132, LogLevel.Warning, "The run of guild {Guild} rests for {Seconds:0} s, and that cannot be stored: {Why}")]
        public static partial void Unstored(ILogger logger, GuildId guild, double seconds, string why);
    }
}

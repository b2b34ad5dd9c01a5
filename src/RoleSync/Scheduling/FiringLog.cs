using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Scheduling;

/// <summary>What a firing says of its run.</summary>
internal static partial class FiringLog
{
    public static readonly Func<ILogger, RunId, GuildId, string, IDisposable?> Scope =
        LoggerMessage.DefineScope<RunId, GuildId, string>("run {Run} guild {Guild} {Trigger}");

    [LoggerMessage(EventId = 1, Message = "Firing begins in phase {Phase}, epoch {Epoch}, at member {NextIndex} of {Total}; time left {Left}")]
    public static partial void Begins(ILogger logger, LogLevel level, RunPhase phase, int epoch, int nextIndex, int total, TimeSpan left);

    [LoggerMessage(EventId = 2, Message = "Goes on in phase {Phase}; time left {Left}")]
    public static partial void Goes(ILogger logger, LogLevel level, RunPhase phase, TimeSpan left);

    [LoggerMessage(16, LogLevel.Warning, "The run that rested here, because of a fault that could not be stored, is over: another process has finished it, or somebody ended it")]
    public static partial void NothingLeft(ILogger logger);

    [LoggerMessage(EventId = 3, Message =
        "Run {Phase} at member {NextIndex} of {Total}: {Applied} of {Planned} changes applied, {Refused} refused, {Failed} failed, {Skipped} skipped, {Unknown} standings unknown")]
    public static partial void Ended(
        ILogger logger, LogLevel level, RunPhase phase, int nextIndex, int total, int applied, int planned, int refused, int failed, int skipped, int unknown);

    [LoggerMessage(17, LogLevel.Debug, "Nothing to do: the pass leaves no run")]
    public static partial void Quiet(ILogger logger);

    [LoggerMessage(EventId = 18, Message = "Gives way to run {Next}, which a person asked for")]
    public static partial void GivesWay(ILogger logger, LogLevel level, RunId next);

    [LoggerMessage(19, LogLevel.Debug, "The pass failed like the one before, {Times} in a row: {Why}")]
    public static partial void FailsAgain(ILogger logger, int times, string why);

    [LoggerMessage(12, LogLevel.Information, "{Rest}")]
    public static partial void Left(ILogger logger, string rest);

    [LoggerMessage(4, LogLevel.Information, "Time is up in phase {Phase} at member {NextIndex} of {Total}; the next firing goes on there")]
    public static partial void OutOfTime(ILogger logger, RunPhase phase, int nextIndex, int total);

    [LoggerMessage(EventId = 5, Message = "Postponed by {Seconds:0.0} s: {Why}")]
    public static partial void Postponed(ILogger logger, LogLevel level, double seconds, string why);

    [LoggerMessage(6, LogLevel.Information, "Stopped at member {NextIndex} of {Total}")]
    public static partial void Stopped(ILogger logger, int nextIndex, int total);

    [LoggerMessage(14, LogLevel.Information, "Stopped while planning, with {Listed} members listed")]
    public static partial void StoppedPlanning(ILogger logger, int listed);

    [LoggerMessage(7, LogLevel.Error, "The run failed: {Why}")]
    public static partial void Failed(ILogger logger, string why);

    [LoggerMessage(8, LogLevel.Warning, "A newer firing owns the run; this one ends and writes nothing more")]
    public static partial void GripLost(ILogger logger);

    [LoggerMessage(9, LogLevel.Information, "Interrupted by the shutdown; the run goes on at the next start")]
    public static partial void Interrupted(ILogger logger);
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RoleSync.Telemetry;

/// <summary>What the service tells of its work to whoever listens: spans and measures, none with a secret or a member in it. Costs nothing while nobody does.</summary>
internal static class Signals
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "RoleSync";

    /// <summary>The tag for the route of a call, with names in braces for ids.</summary>
    public const string Route = "http.route";

    /// <summary>The tag for the status of an answer.</summary>
    public const string Status = "http.response.status_code";

    /// <summary>Firings, chunks and calls.</summary>
    public static readonly ActivitySource Spans = new(Name);

    private static readonly Meter _meter = new(Name);

    /// <summary>Runs that ended, by kind and phase.</summary>
    public static readonly Counter<long> RunsEnded = _meter.CreateCounter<long>("rolesync.runs.ended", "{run}", "Runs that ended");

    /// <summary>Time of chunks, in seconds.</summary>
    public static readonly Histogram<double> ChunkTime = _meter.CreateHistogram<double>("rolesync.chunk.duration", "s", "Time from the beginning of a chunk to its end");

    /// <summary>Time of one try of a call, in seconds.</summary>
    public static readonly Histogram<double> CallTime = _meter.CreateHistogram<double>("rolesync.call.duration", "s", "Time of one try of a call to Discord or Ethos");

    /// <summary>Time that a call waited for Discord's limits, in seconds.</summary>
    public static readonly Histogram<double> LimitWait = _meter.CreateHistogram<double>("rolesync.limit.wait", "s", "Time that a call waited for the limits of Discord");

    /// <summary>A span of one try of a call; null while nobody listens.</summary>
    public static Activity? Call(string service, string method, string route) =>
        Spans.HasListeners() ? Spans.StartActivity($"{service}: {method} {route}", ActivityKind.Client)?.SetTag(Route, route) : null;

    /// <summary>Counts a run that ended.</summary>
    public static void Ended(string kind, string phase) => RunsEnded.Add(1, new("rolesync.kind", kind), new("rolesync.phase", phase));
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RoleSync.Telemetry;

namespace RoleSync.Configuration;

/// <summary>Settings that libraries read by themselves, and at which they would break with a stack trace.</summary>
internal static class ForeignSettings
{
    private static readonly string[] _collectors =
        [TelemetryOptions.Endpoint, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Checks them, and reads what of them the service has to know itself.</summary>
    public static void Read(SettingReader from, TelemetryOptions to)
    {
        to.IsExported = from.Text(TelemetryOptions.Endpoint) is not null;
        to.IsNamed = from.Text("OTEL_SERVICE_NAME") is not null;
        foreach (var (key, text) in from.Foreign("Logging").AsEnumerable())
        {
            if (text is not null && key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase) && !Enum.TryParse<LogLevel>(text, ignoreCase: true, out _))
            {
                from.Complain($"{key} is \"{text}\": write one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
            }
        }

        foreach (var name in _collectors)
        {
            if (from.Text(name) is { } text && !(Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            {
                from.Complain($"{name} is not usable ({text.Length} characters): write the http:// or https:// address of the collector, such as http://localhost:4317.");
            }
        }
    }

    /// <summary>Whether the log is to show where faults arose: at the level Debug and below.</summary>
    public static bool ShowsDebug(SettingReader from) =>
        from.Foreign("Logging")["LogLevel:Default"] is { } level && Enum.TryParse<LogLevel>(level, ignoreCase: true, out var least) && least <= LogLevel.Debug;
}

using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace RoleSync.Telemetry;

/// <summary>Registers the export of traces and metrics, by OTLP alone.</summary>
internal static class TelemetryServices
{
    /// <summary>Exports where the standard variable says where to; else nothing is loaded.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, TelemetryOptions options) =>
        options.IsExported ? AddExport(services, options.IsNamed) : services;

    // A method of its own: its mere compilation loads the exporter, which a service without it need not carry.
    private static IServiceCollection AddExport(IServiceCollection services, bool isNamed)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(resource => _ = isNamed ? resource : resource.AddService("rolesync"))
            .WithTracing(traces => traces.AddSource(Signals.Name).AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddMeter(Signals.Name, "System.Runtime").AddOtlpExporter());
        return services;
    }
}

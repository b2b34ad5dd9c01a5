using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace RoleSync.Telemetry;

/// <summary>Registers the export of traces and metrics, by OTLP alone.</summary>
internal static class TelemetryServices
{
    /// <summary>The variable of the <see href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/">OpenTelemetry specification</see> that says where to; the others of it hold, too.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Exports where the standard variable says where to; else nothing is loaded.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration) =>
        string.IsNullOrWhiteSpace(configuration[Endpoint]) ? services : AddExport(services, string.IsNullOrWhiteSpace(configuration["OTEL_SERVICE_NAME"]));

    // A method of its own: its mere compilation loads the exporter, which a service without it need not carry.
    private static IServiceCollection AddExport(IServiceCollection services, bool isNameless)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(resource => _ = isNameless ? resource.AddService("rolesync") : resource)
            .WithTracing(traces => traces.AddSource(Signals.Name).AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddMeter(Signals.Name, "System.Runtime").AddOtlpExporter());
        return services;
    }
}

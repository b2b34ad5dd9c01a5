namespace RoleSync.Telemetry;

/// <summary>Whether the service tells of its work to a collector. How that is reached, the OpenTelemetry library reads from the standard variables itself.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>The variable of the <see href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/">OpenTelemetry specification</see> that says where to; the others of it hold, too.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether that variable is set: else nothing of the export is even loaded.</summary>
    public bool IsExported { get; set; }

    /// <summary>Whether OTEL_SERVICE_NAME names the service; else it is called rolesync.</summary>
    public bool IsNamed { get; set; }
}

using System.Text.Json.Serialization;

namespace RoleSync.Cli.Http;

/// <summary>The body of POST /trigger-sync; what is null is left to the service.</summary>
internal sealed record TriggerRequest(string? GuildId, int? StartIndex, int? ChunkSize, bool? DryRun);

/// <summary>The answer of POST /trigger-sync.</summary>
internal sealed record TriggerAnswer(string? Message, string? GuildId, int StartIndex, int ChunkSize, [property: JsonRequired] long RunId);

/// <summary>The body of POST /stop-sync.</summary>
internal sealed record StopRequest(string? GuildId);

/// <summary>The answer of POST /stop-sync.</summary>
internal sealed record StopAnswer(string? Message, bool WasStopped);

/// <summary>The answer of GET /sync-status.</summary>
internal sealed record StatusAnswer([property: JsonRequired] SyncStatus Status);

/// <summary>A run of the resource API, as far as a list shows it.</summary>
internal sealed record RunAnswer(
    [property: JsonRequired] long Id, string? GuildId, string? Kind, string? Trigger, string? Phase, int Total, int NextIndex, int Planned, int Applied, int Failed, string? Error);

/// <summary>What an error says: <c>error</c> on the old routes, <c>detail</c> or <c>title</c> in a ProblemDetails.</summary>
internal sealed record ErrorAnswer(string? Error, string? Detail, string? Title)
{
    public string? Words => Error ?? Detail ?? Title;
}

/// <summary>Reads and writes the wire without reflection, which a short-lived process would pay for at each start.</summary>
[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TriggerRequest))]
[JsonSerializable(typeof(TriggerAnswer))]
[JsonSerializable(typeof(StopRequest))]
[JsonSerializable(typeof(StopAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(List<RunAnswer>))]
[JsonSerializable(typeof(LimitsAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class Wire : JsonSerializerContext;

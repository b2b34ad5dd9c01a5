using System.Text.Json.Serialization;

namespace RoleSync.Cli.Http;

/// <summary>The body of POST /trigger-sync; what is null is left to the service.</summary>
internal sealed record TriggerRequest(string? GuildId, int? StartIndex, int? ChunkSize, bool? DryRun);

/// <summary>The answer of POST /trigger-sync.</summary>
internal sealed record TriggerAnswer(string? Message, string? GuildId, int StartIndex, int ChunkSize, [property: JsonRequired] long RunId, bool GoesOn = false);

/// <summary>The body of POST /stop-sync: one guild, the service's default one, or all of them.</summary>
internal sealed record StopRequest(string? GuildId, bool? All);

/// <summary>The answer of POST /stop-sync.</summary>
internal sealed record StopAnswer(string? Message, bool WasStopped);

/// <summary>The answer of GET /sync-status.</summary>
internal sealed record StatusAnswer([property: JsonRequired] SyncStatus Status);

/// <summary>A run of the resource API, as far as the command line shows it.</summary>
internal sealed record RunAnswer(
    [property: JsonRequired] long Id, string? GuildId, string? Kind, string? Trigger, string? Phase, int ChunkSize, int TotalUsers, int NextIndex,
    int Planned, int Applied, int Failed, int Refused, int Skipped, int Unknown, string? Error, bool WouldBeHeld);

/// <summary>The answer of GET /runs.</summary>
internal sealed record RunPageAnswer([property: JsonRequired] List<RunAnswer> Runs);

/// <summary>The answer of GET /runs/{id}.</summary>
internal sealed record RunDetailAnswer([property: JsonRequired] RunAnswer Run, [property: JsonRequired] List<TransitionAnswer> Transitions);

/// <summary>How many changes of a run share a transition, a kind and an outcome.</summary>
internal sealed record TransitionAnswer(string Transition, string Kind, string Outcome, int Changes);

/// <summary>The answer of GET /runs/{id}/changes.</summary>
internal sealed record ChangePageAnswer([property: JsonRequired] List<ChangeAnswer> Changes, long? After);

/// <summary>A change of a run.</summary>
internal sealed record ChangeAnswer(
    long Id, int Index, string MemberId, string RoleId, string? RoleName, string Kind, string Direction, string Reason, string Transition, string Outcome, string? Note);

/// <summary>What <c>plan --json</c> prints: the run, its changes by transition, and each of them.</summary>
internal sealed record PlanAnswer(RunAnswer Run, List<TransitionAnswer> Transitions, List<ChangeAnswer> Changes);

/// <summary>The answer of GET /members/{id}/why; instants are milliseconds since 1970.</summary>
internal sealed record WhyAnswer(
    string? GuildId, [property: JsonRequired] string MemberId, long LookedAt, [property: JsonRequired] string Said, List<string> Rule, List<RoleAnswer>? Expected,
    [property: JsonRequired] List<RoleAnswer> Actual, List<ToDoAnswer> Changes, List<string> InTheWay, List<HistoryAnswer> History);

/// <summary>A managed role and what it stands for.</summary>
internal sealed record RoleAnswer(string RoleId, string Name);

/// <summary>A change that a run would make now.</summary>
internal sealed record ToDoAnswer(string Kind, string RoleName, string Reason, string? Obstacle);

/// <summary>A change of an earlier run.</summary>
internal sealed record HistoryAnswer(long RunId, long At, string Kind, string RoleName, string Reason, string Outcome, string? Note);

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
[JsonSerializable(typeof(LimitsAnswer))]
[JsonSerializable(typeof(RunPageAnswer))]
[JsonSerializable(typeof(RunDetailAnswer))]
[JsonSerializable(typeof(ChangePageAnswer))]
[JsonSerializable(typeof(PlanAnswer))]
[JsonSerializable(typeof(WhyAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class Wire : JsonSerializerContext;

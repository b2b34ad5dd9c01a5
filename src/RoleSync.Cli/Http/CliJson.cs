using System.Text.Json;
using System.Text.Json.Serialization;
using RoleSync.Api.Views;

namespace RoleSync.Cli.Http;

/// <summary>The body of POST /trigger-sync; what is null is left to the service.</summary>
internal sealed record TriggerRequest(string? GuildId, int? StartIndex, int? ChunkSize, bool? DryRun);

/// <summary>The body of POST /stop-sync: one guild, the service's default one, or all of them.</summary>
internal sealed record StopRequest(string? GuildId, bool? All);

/// <summary>The body of POST /what-if.</summary>
internal sealed record WhatIfRequest(string? GuildId, int Limit, JsonElement Settings);

/// <summary>What <c>plan --json</c> prints: the run, its changes by transition, and each of them.</summary>
internal sealed record PlanAnswer(RunView Run, IReadOnlyList<TransitionView> Transitions, IReadOnlyList<ChangeView> Changes);

/// <summary>What <c>changes --json</c> prints.</summary>
/// <param name="GuildId">The guild.</param>
/// <param name="Changes">The changes, newest first.</param>
/// <param name="More">Whether there are more than were asked for.</param>
internal sealed record ChangesAnswer(string GuildId, IReadOnlyList<ChangeView> Changes, bool More);

/// <summary>What an error says: <c>error</c> on the old routes, <c>detail</c> or <c>title</c> in a ProblemDetails.</summary>
internal sealed record ErrorAnswer(string? Error, string? Detail, string? Title)
{
    public string? Words => Error ?? Detail ?? Title;
}

/// <summary>
/// What the command line alone writes and reads, without reflection, which a short-lived process would pay for at each start. Answers are read as
/// the service writes them: <see cref="ApiJson"/>.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TriggerRequest))]
[JsonSerializable(typeof(StopRequest))]
[JsonSerializable(typeof(WhatIfRequest))]
[JsonSerializable(typeof(PlanAnswer))]
[JsonSerializable(typeof(ChangesAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class CliJson : JsonSerializerContext;

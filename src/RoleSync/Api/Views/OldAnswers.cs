using System.Text.Json.Serialization;
using RoleSync.Core.Runs;
using RoleSync.Diagnosis;
using RoleSync.Scheduling;

namespace RoleSync.Api.Views;

/// <summary>A refusal in the shape of the old routes.</summary>
internal sealed record OldError(bool Success, string Error)
{
    public static OldError Of(string error) => new(false, error);
}

/// <summary>The answer of POST /trigger-sync.</summary>
/// <param name="Success">True.</param>
/// <param name="Message">For a person; begins as the old bot's did.</param>
/// <param name="GuildId">The guild.</param>
/// <param name="StartIndex">Where the chunk begins.</param>
/// <param name="ChunkSize">How many members it has at most.</param>
/// <param name="RunId">The run.</param>
/// <param name="GoesOn">Whether the run had begun before.</param>
/// <param name="MembersLeft">Members that were not done when the chunk began; null before the run has counted them.</param>
internal sealed record TriggerAnswer(bool Success, string Message, string GuildId, int StartIndex, int ChunkSize, [property: JsonRequired] long RunId, bool GoesOn, int? MembersLeft)
{
    public static TriggerAnswer Of(StartAnswer.Started started)
    {
        var run = started.Run;
        var message = run.Kind is RunKind.DryRun ? "Dry run triggered" : $"Chunked role synchronization triggered{RemainderSentence.Of(started) switch { null => "", var rest => $": {rest}" }}";
        return new TriggerAnswer(
            true, message, run.Guild.ToString(), started.GoesOn ? run.NextIndex : run.StartIndex, run.ChunkSize, run.Id.Value, started.GoesOn,
            started.GoesOn ? run.Total - run.NextIndex : null);
    }
}

/// <summary>The answer of GET /sync-status.</summary>
internal sealed record StatusAnswer(bool Success, [property: JsonRequired] SyncStatus Status, LimitsSummary RateLimits);

/// <summary>The answer of POST /stop-sync.</summary>
internal sealed record StopAnswer(bool Success, string Message, bool WasStopped);

/// <summary>The answer of POST /force-sync.</summary>
/// <param name="Success">Whether the member's roles are as Ethos says now, as far as it says anything.</param>
/// <param name="UserId">The member.</param>
/// <param name="GuildId">The guild.</param>
/// <param name="Changes">What was written, one text a role: <c>Added Known</c>, <c>Removed Validator</c>.</param>
/// <param name="Message">All of it, in sentences.</param>
internal sealed record ForceAnswer(bool Success, string UserId, string GuildId, IReadOnlyList<string> Changes, string Message)
{
    public static ForceAnswer Of(VerifyView view) => new(
        view.Result != "incomplete",
        view.MemberId,
        view.GuildId,
        [.. view.Changes.Where(change => change.IsDone).Select(change => $"{(change.Kind == "grant" ? "Added" : "Removed")} {change.RoleName ?? change.RoleId}")],
        view.Message);
}

/// <summary>The answer of GET /health.</summary>
internal sealed record HealthAnswer(string Status, string Timestamp);

/// <summary>The answer of GET /health/ready where something is missing.</summary>
internal sealed record NotReadyAnswer(string Status, IReadOnlyList<string> Reasons);

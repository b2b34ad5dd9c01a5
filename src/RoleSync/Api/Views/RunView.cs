using System.Text.Json.Serialization;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;

namespace RoleSync.Api.Views;

/// <summary>A run as the resource API shows it. Times are milliseconds since 1970, ids of Discord are text; result and warnings are those of <see cref="SyncStatus"/>.</summary>
internal sealed record RunView(
    [property: JsonRequired] long Id, string GuildId, string Kind, string Trigger, string Phase, bool IsRunning, bool ContinuesByItself, int StartIndex, int ChunkSize, int Chunks,
    int Listed, int? ApproximateMembers, int TotalUsers, int NextIndex, int LastProcessedIndex, int Planned, int Applied, int Failed, int Refused,
    int Skipped, int Unknown, int Losing, long CreatedAt, long? PlannedAt, long? EndedAt, long? ResumesAt, long? EtaMs, string? Error, string? DecidedBy,
    long? OfRun, bool WouldBeHeld, string? Result, string? Warnings)
{
    /// <summary>Members who held managed roles without the verified role when the run listed them.</summary>
    public int Strays { get; init; }

    public static RunView Of(Run run, double maxUnknown, DateTimeOffset now) => Of(run, RunResult.Of(run, maxUnknown), now);

    private static RunView Of(Run run, RunResult? result, DateTimeOffset now) => new(
        run.Id.Value, run.Guild.ToString(), JsonNames.Name(run.Kind), JsonNames.Upper(run.Trigger), JsonNames.Name(run.Phase), run.Phase.IsRunning(),
        run.ContinuesByItself, run.StartIndex, run.ChunkSize, run.Chunks, run.Listed, run.ApproximateMembers, run.Total, run.NextIndex,
        run.LastProcessedIndex, run.Planned, run.Applied, run.Failed, run.Refused, run.Skipped, run.Unknown, run.Losing,
        run.CreatedAt.ToUnixTimeMilliseconds(), run.PlannedAt?.ToUnixTimeMilliseconds(), run.EndedAt?.ToUnixTimeMilliseconds(),
        run.ResumesAt?.ToUnixTimeMilliseconds(), (long?)Progress.Left(run, now)?.TotalMilliseconds, run.Error, run.DecidedBy,
        run.Of?.Value, run.WouldBeHeld, result is null ? null : JsonNames.Name(result.Kind), result?.Why)
    {
        Strays = run.Strays,
    };
}

/// <summary>A page of runs, newest first.</summary>
/// <param name="Runs">At most as many as asked for.</param>
/// <param name="Before">What to send as <c>before</c> for the next page; null on the last one.</param>
internal sealed record RunPageView([property: JsonRequired] IReadOnlyList<RunView> Runs, long? Before);

/// <summary>A run with its changes counted by transition.</summary>
internal sealed record RunDetailView([property: JsonRequired] RunView Run, [property: JsonRequired] IReadOnlyList<TransitionView> Transitions);

/// <summary>How many changes of a run share a transition, a kind and an outcome.</summary>
internal sealed record TransitionView(string Transition, string Kind, string Outcome, int Changes)
{
    public static TransitionView Of(TransitionCount count) => new(count.Transition, JsonNames.Name(count.Kind), JsonNames.Name(count.Outcome), count.Changes);
}

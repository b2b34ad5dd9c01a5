using RoleSync.Running;

namespace RoleSync.Api;

/// <summary>A refusal in the shape of the old routes.</summary>
internal sealed record OldError(bool Success, string Error)
{
    public static OldError Of(string error) => new(false, error);
}

/// <summary>The answer of POST /trigger-sync.</summary>
internal sealed record TriggerAnswer(bool Success, string Message, string GuildId, int StartIndex, int ChunkSize, long RunId);

/// <summary>The answer of GET /sync-status.</summary>
internal sealed record StatusAnswer(bool Success, SyncStatus Status, LimitsSummary RateLimits);

/// <summary>The answer of POST /stop-sync.</summary>
internal sealed record StopAnswer(bool Success, string Message, bool WasStopped);

/// <summary>The answer of GET /health.</summary>
internal sealed record HealthAnswer(string Status, string Timestamp);

/// <summary>The answer of GET /health/ready where something is missing.</summary>
internal sealed record NotReadyAnswer(string Status, IReadOnlyList<string> Reasons);

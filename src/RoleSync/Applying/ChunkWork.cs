using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>What the lanes of a chunk share.</summary>
/// <param name="Lease">The right to write the run.</param>
/// <param name="Run">The run as it was when the chunk began.</param>
/// <param name="Inspected">The guild, inspected again where an answer of Discord casts doubt on what is known of it.</param>
/// <param name="Budget">The time that is left.</param>
/// <param name="Cursor">Where outcomes go.</param>
/// <param name="Scope">Whether changes still hold; null for what was planned by a look at the member of this very moment.</param>
internal sealed record ChunkWork(RunLease Lease, Run Run, InspectedGuild Inspected, TimeBudget Budget, ChunkCursor Cursor, ScopeCheck? Scope = null)
{
    /// <summary>The guild as last inspected.</summary>
    public GuildState Guild => Inspected.State;

    /// <summary>Drops what no longer holds of a member's changes, and stores that.</summary>
    /// <returns>What may be written, empty where nothing is left to do; an end where nobody can tell now, or a newer firing owns the run.</returns>
    public async Task<(IReadOnlyList<StoredChange> Holding, PhaseResult? End)> SiftAsync(
        IMemberWriter lane, IReadOnlyList<StoredChange> pending, CancellationToken ct)
    {
        if (Scope is null)
        {
            return (pending, null);
        }

        var (verdict, end) = await Scope.CheckAsync(pending, lane.ReadsMembers, ct);
        return verdict is null ? ([], end) : (verdict.Holding, await DropAsync(verdict, pending[0].Index, ct));
    }

    /// <summary>Stores what became of the changes that no longer hold.</summary>
    /// <returns>Null when that is done; otherwise why the lane cannot go on.</returns>
    public async Task<PhaseResult?> DropAsync(ScopeVerdict verdict, int index, CancellationToken ct) =>
        verdict.Dropped.Count == 0 || await Cursor.RecordAsync(verdict.Dropped, verdict.Holding.Count == 0 ? index : null, ct)
            ? null
            : new PhaseResult.LeaseLost();
}

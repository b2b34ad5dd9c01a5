using RoleSync.Core.Runs;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Applying.Writers;

/// <summary>What whoever writes members of a run has to know, and where the outcomes go.</summary>
/// <param name="Lease">The right to write the run; every outcome is stored under it.</param>
/// <param name="Run">The run as it was read when this work began.</param>
/// <param name="Inspected">The guild, inspected again where an answer of Discord casts doubt on what is known of it.</param>
/// <param name="Budget">The time that is left for this work.</param>
/// <param name="Cursor">Stores outcomes and moves the run's cursor.</param>
/// <param name="Scope">Judges by a read of a member whether its changes still hold; null for changes that were planned by a read of the member of this very moment.</param>
internal sealed record WriteContext(RunLease Lease, Run Run, InspectedGuild Inspected, TimeBudget Budget, ChunkCursor Cursor, ScopeCheck? Scope = null)
{
    /// <summary>The guild as last inspected.</summary>
    public GuildState Guild => Inspected.State;

    /// <summary>Stores the outcome of a member's changes that no longer hold.</summary>
    /// <param name="verdict">The changes of the member.</param>
    /// <param name="index">The member's index in the run.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Null when that is done; otherwise why the run cannot go on.</returns>
    public async Task<PhaseResult?> DropAsync(ScopeVerdict verdict, int index, CancellationToken ct) =>
        verdict.Dropped.Count == 0 || await Cursor.RecordAsync(verdict.Dropped, verdict.Holding.Count == 0 ? index : null, ct)
            ? null
            : new PhaseResult.LeaseLost();
}

using RoleSync.Core.Records;
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
/// <param name="Scope">Asks whether changes still hold; null for changes that were planned by a read of the member of this very moment.</param>
internal sealed record WriteContext(RunLease Lease, Run Run, InspectedGuild Inspected, TimeBudget Budget, ChunkCursor Cursor, ScopeCheck? Scope = null)
{
    /// <summary>The guild as last inspected.</summary>
    public GuildState Guild => Inspected.State;

    /// <summary>Asks whether the changes of a member still hold, and stores the outcome of those that do not.</summary>
    /// <param name="pending">All pending changes of the member, in order; not empty.</param>
    /// <param name="isReadByWriter">Whether the writer reads the member itself right before it writes, and judges by that.</param>
    /// <param name="ct">Cancels waits and calls.</param>
    public async Task<Attempt<ScopeVerdict>> CheckScopeAsync(IReadOnlyList<StoredChange> pending, bool isReadByWriter, CancellationToken ct)
    {
        if (Scope is null)
        {
            return new ScopeVerdict(pending, []);
        }

        var check = await Scope.CheckAsync(pending, isReadByWriter, ct);
        if (check.Ends(out _, out var verdict))
        {
            return check;
        }

        return await DropAsync(verdict, pending[0].Index, ct) is { } end ? end : verdict;
    }

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

using RoleSync.Core.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <summary>Parts of the table of runs that several stores ask for.</summary>
internal static class RunRows
{
    /// <summary>Runs in phase planning, held or applying, verifications left out: at most one of each guild.</summary>
    /// <remarks>Literally the condition of the unique index, so that both databases look there instead of at every run there ever was.</remarks>
    public static IQueryable<RunRow> Active(IQueryable<RunRow> runs) => runs.Where(row =>
        (row.Phase == RunPhase.Planning || row.Phase == RunPhase.Held || row.Phase == RunPhase.Applying) && row.Kind != RunKind.Member);

    /// <summary>Runs that are not over, verifications among them.</summary>
    /// <remarks>Literally the condition of an index, see above.</remarks>
    public static IQueryable<RunRow> NotOver(IQueryable<RunRow> runs) => runs.Where(row => row.Phase <= RunPhase.Waiting);
}

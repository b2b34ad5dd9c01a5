using RoleSync.Core.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <summary>Parts of the table of runs that several stores ask for.</summary>
internal static class RunRows
{
    /// <summary>Runs in phase planning or applying, verifications left out: at most one of each guild.</summary>
    /// <remarks>Literally the condition of the unique index, so that both databases look there instead of at every run there ever was.</remarks>
    public static IQueryable<RunRow> Active(IQueryable<RunRow> runs) => runs.Where(row =>
        (row.Phase == RunPhase.Planning || row.Phase == RunPhase.Applying) && row.Kind != RunKind.Member);

    /// <summary>Runs that are in line or held, verifications left out: at most one of each guild, beside the active one.</summary>
    public static IQueryable<RunRow> Waiting(IQueryable<RunRow> runs) => runs.Where(row =>
        (row.Phase == RunPhase.Queued || row.Phase == RunPhase.Held) && row.Kind != RunKind.Member);

    /// <summary>Runs that are not to be seen: a pass that plans without having met anything may leave nothing behind, and then there was none.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="silentSince">A pass that has stored nothing since then, in UTC milliseconds since 1970, is seen: it does not move.</param>
    public static IQueryable<RunRow> Visible(IQueryable<RunRow> runs, long silentSince) => runs.Where(row =>
        row.Trigger != RunTrigger.Pass || row.Phase != RunPhase.Planning || row.ResumesAt != null || row.StopRequested || (row.MovedAt ?? row.CreatedAt) <= silentSince);

    /// <summary>Runs that are not over, verifications among them.</summary>
    /// <remarks>Literally the condition of an index, see above.</remarks>
    public static IQueryable<RunRow> NotOver(IQueryable<RunRow> runs) => runs.Where(row => row.Phase <= RunPhase.Waiting);
}

using RoleSync.Core.Runs;
using RoleSync.Storage;

namespace RoleSync.Running.Lanes;

/// <summary>What the lanes of a chunk share.</summary>
/// <param name="Lease">The right to write the run.</param>
/// <param name="Run">The run as it was when the chunk began.</param>
/// <param name="Terrain">What stands in the way in this guild.</param>
/// <param name="Budget">The time that is left.</param>
/// <param name="Cursor">Where outcomes go.</param>
internal sealed record ChunkWork(RunLease Lease, Run Run, Terrain Terrain, TimeBudget Budget, ChunkCursor Cursor);

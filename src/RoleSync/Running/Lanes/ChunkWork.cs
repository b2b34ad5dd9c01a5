using RoleSync.Core.Runs;

namespace RoleSync.Running.Lanes;

/// <summary>What the lanes of a chunk share.</summary>
/// <param name="Run">The run, with the epoch of this firing.</param>
/// <param name="Terrain">What stands in the way in this guild.</param>
/// <param name="Budget">The time that is left.</param>
/// <param name="Cursor">Where outcomes go.</param>
internal sealed record ChunkWork(Run Run, Terrain Terrain, TimeBudget Budget, ChunkCursor Cursor);

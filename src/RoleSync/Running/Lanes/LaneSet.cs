using Microsoft.Extensions.Options;

namespace RoleSync.Running.Lanes;

/// <summary>The lanes that the configuration allows.</summary>
internal sealed class LaneSet(RoleLane roles, PatchLane patches, IOptions<SyncOptions> options)
{
    public IReadOnlyList<IWriteLane> InUse { get; } = options.Value.Writes switch
    {
        WriteLanes.Atomic => [roles],
        WriteLanes.Fast => [roles, patches],
    };
}

using Microsoft.Extensions.Options;
using RoleSync.Applying.Writers;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>The ways to write members that the configuration allows: SYNC_WRITES.</summary>
internal sealed class MemberWriters(SingleRoleWriter singleRoles, RoleListWriter roleLists, IOptions<SyncOptions> options)
{
    /// <summary>At least one, the preferred one first.</summary>
    public IReadOnlyList<IMemberWriter> InUse { get; } = options.Value.Writes switch
    {
        WriteMode.Atomic => [singleRoles],
        WriteMode.Fast => [singleRoles, roleLists],
    };
}

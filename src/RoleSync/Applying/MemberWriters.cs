using Microsoft.Extensions.Options;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>The lanes that the configuration allows.</summary>
internal sealed class MemberWriters(SingleRoleWriter roles, RoleListWriter patches, IOptions<SyncOptions> options)
{
    public IReadOnlyList<IMemberWriter> InUse { get; } = options.Value.Writes switch
    {
        WriteMode.Atomic => [roles],
        WriteMode.Fast => [roles, patches],
    };
}

using RoleSync.Core.Guilds;

namespace RoleSync.Provisioning;

/// <summary>Who holds which role, as far as it could be counted.</summary>
internal abstract record HolderCounts
{
    private HolderCounts()
    {
    }

    /// <summary>The holders of each role that somebody holds.</summary>
    public sealed record Counted(IReadOnlyDictionary<RoleId, int> Holders) : HolderCounts;

    /// <summary>They could not be counted; the sentence says why.</summary>
    public sealed record Unknown(string Why) : HolderCounts;
}

using RoleSync.Core.Guilds;

namespace RoleSync.Provisioning;

/// <summary>How a missing role is come by.</summary>
internal abstract record RoleChoice
{
    private RoleChoice()
    {
    }

    /// <summary>It is to be made.</summary>
    public sealed record Make : RoleChoice;

    /// <summary>It is there.</summary>
    public sealed record Take(RoleId Role, RoleAction Action) : RoleChoice;

    /// <summary>A person has to decide: a sentence.</summary>
    public sealed record Leave(string Why) : RoleChoice;
}

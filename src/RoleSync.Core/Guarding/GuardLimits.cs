namespace RoleSync.Core.Guarding;

/// <summary>How much a run may take before a person is asked.</summary>
public sealed record GuardLimits
{
    /// <summary>The share of the members in scope that may lose a role, 0 to 1; 1 switches the whole guard off.</summary>
    public double MaxRemovals { get; init; } = 0.20;

    /// <summary>So many members may always lose a role: small guilds would be held for every handful.</summary>
    public int AlwaysAllowed { get; init; } = 25;

    /// <summary>The share of a tier role's holders that may lose it, 0 to 1.</summary>
    public double MaxEmptied { get; init; } = 0.50;

    /// <summary>A tier role with fewer holders is not looked at by itself.</summary>
    public int MinimumHolders { get; init; } = 25;
}

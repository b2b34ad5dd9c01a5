namespace RoleSync.Core.Planning;

/// <summary>Whether a change leaves its member better or worse off; the guard counts losses, and an unhealthy source withholds them.</summary>
public enum Direction
{
    /// <summary>A grant, or the revocation of a tier role that a higher one replaces.</summary>
    Gain = 1,

    /// <summary>A removal, or either half of a demotion.</summary>
    Loss = 2,
}

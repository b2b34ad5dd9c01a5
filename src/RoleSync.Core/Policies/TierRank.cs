using System.Numerics;

namespace RoleSync.Core.Policies;

/// <summary>Where a tier role stands among all tier roles: by the tier's minimum, then by how many badges show in it.</summary>
/// <param name="Minimum">The tier's lowest score.</param>
/// <param name="Variant">Which of the tier's roles.</param>
public readonly record struct TierRank(int Minimum, Variant Variant)
{
    /// <summary>
    /// Whether this role stands strictly above the other one. Of one tier's validator and human roles neither stands above the other,
    /// so a switch between them takes something from the member and counts as a demotion.
    /// </summary>
    public bool IsAbove(TierRank other) => Weight > other.Weight;

    /// <summary>Sorts as <see cref="IsAbove"/> says; comparable roles only differ in it.</summary>
    internal int Weight => (Minimum * 4) + BitOperations.PopCount((uint)Variant);
}

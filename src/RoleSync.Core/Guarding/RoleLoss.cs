using RoleSync.Core.Planning;

namespace RoleSync.Core.Guarding;

/// <summary>What a plan takes from the holders of one tier role.</summary>
/// <param name="Name">The tier role's name in the policy.</param>
/// <param name="Holders">Members in scope who hold it before the run.</param>
/// <param name="Losing">How many of them lose it by a change in direction <see cref="Direction.Loss"/>; whoever is promoted out of it loses nothing.</param>
public readonly record struct RoleLoss(string Name, int Holders, int Losing);

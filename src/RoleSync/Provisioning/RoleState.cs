using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;

namespace RoleSync.Provisioning;

/// <summary>Which role stands for a tier, a badge or a status.</summary>
/// <param name="Key">What it stands for.</param>
/// <param name="Role">The role; null where there is none.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Position">The role's place in the guild, from 1 below; null where the guild has no such role.</param>
/// <param name="Holders">How many members have it; null where that is not known.</param>
/// <param name="Problem">What is wrong with it and what to do; null when it can be given and taken.</param>
/// <param name="Done">What was just done about it.</param>
internal sealed record RoleState(
    PolicyKey Key, RoleId? Role, RoleSource Source, int? Position, int? Holders, string? Problem, RoleAction Done = RoleAction.None);

/// <summary>Who says which role stands for a key.</summary>
internal enum RoleSource
{
    /// <summary>Nobody: it is not managed.</summary>
    None,

    /// <summary>The configuration, which wins.</summary>
    Configured,

    /// <summary>The store: it was made or adopted here.</summary>
    Stored,
}

/// <summary>What was done about a role.</summary>
internal enum RoleAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It was made.</summary>
    Made,

    /// <summary>It was there, and stands for the key from now on.</summary>
    Adopted,
}

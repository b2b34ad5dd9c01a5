using RoleSync.Core.Guilds;

namespace RoleSync.Core.Planning;

/// <summary>A part of a loss that a person has rejected.</summary>
/// <param name="Member">Who keeps the role.</param>
/// <param name="Role">The role.</param>
/// <param name="Transition">What would have become of it: another transition is another loss.</param>
public sealed record RejectedLoss(MemberId Member, RoleId Role, string Transition)
{
    /// <summary>Whether the change is this loss.</summary>
    public bool Is(Change change) => change.Member == Member && change.Role == Role && string.Equals(change.Transition, Transition, StringComparison.Ordinal);
}

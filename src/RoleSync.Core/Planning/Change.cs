using RoleSync.Core.Guilds;

namespace RoleSync.Core.Planning;

/// <summary>Grant or revoke one managed role of one member. The changes of a member are applied in the order the planner gives them.</summary>
/// <param name="Member">Whose roles change.</param>
/// <param name="Role">A role that the policy names.</param>
/// <param name="Kind">Grant or revoke.</param>
/// <param name="Direction">Whether the member gains or loses by it.</param>
/// <param name="IsTier">True for a half of a tier switch: where the new tier cannot be granted the old one stays.</param>
/// <param name="Cause">What Ethos said, e.g. <c>score 1640</c>, <see cref="Planner.AbsentCause"/>, <c>no interactions</c>.</param>
/// <param name="Transition">What becomes of it, e.g. <c>Known -> Established</c> or <c>+ Validator</c>; equal texts are counted together.</param>
/// <param name="Obstacle">Why the change cannot be sent, as a sentence; null when nothing stands in the way.</param>
public sealed record Change(
    MemberId Member, RoleId Role, ChangeKind Kind, Direction Direction, bool IsTier, string Cause, string Transition, string? Obstacle = null)
{
    /// <summary>True when it is planned because Ethos knows nobody behind the member: the guard counts those who lose roles for that.</summary>
    public bool ForAbsence { get; init; }

    /// <summary>True when it is planned because the member held managed roles without the verified role: it holds only while that is so, whatever Ethos says.</summary>
    public bool ForStray { get; init; }

    /// <summary>Of a half of a tier switch: the tier role at its other end, which is the new one where this role is taken and the old one where it is given; null where there is none.</summary>
    public RoleId? OtherTier { get; init; }

    /// <summary>The reason as people read it: <c>score 1640, Known -> Established</c>.</summary>
    public string Reason => $"{Cause}, {Transition}";
}

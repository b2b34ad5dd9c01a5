using RoleSync.Core.Planning;

namespace RoleSync.Core.Records;

/// <summary>How many changes of a run share a transition, a kind and an outcome.</summary>
public sealed record TransitionCount(string Transition, ChangeKind Kind, Outcome Outcome, int Changes);

namespace RoleSync.Core.Planning;

/// <summary>How what a run wrote for one member is taken back.</summary>
/// <param name="Changes">The inverse changes in the order in which they are to be sent; one with an obstacle cannot be sent.</param>
/// <param name="Unsent">What is left as it is, each with the reason as its obstacle: <see cref="Outcome.Conflict"/> or <see cref="Outcome.Gone"/>.</param>
public sealed record UndoPlan(IReadOnlyList<Change> Changes, IReadOnlyList<(Change Change, Outcome Outcome)> Unsent);

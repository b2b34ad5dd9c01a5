namespace RoleSync.Core.Guarding;

/// <summary>
/// Members whom Ethos no longer knows, beside those whom it knows. Where more vanish than are found, an outage is more likely than an exodus,
/// whatever the size of the guild: even two readings that agree need a person then.
/// </summary>
/// <param name="Members">Members from whom the plan takes roles because Ethos answered and knows nobody behind them.</param>
/// <param name="Known">Members in scope whom Ethos knows.</param>
public readonly record struct AbsentLosses(int Members, int Known);

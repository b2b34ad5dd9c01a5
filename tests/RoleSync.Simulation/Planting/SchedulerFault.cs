namespace RoleSync.Simulation.Planting;

/// <summary>A planted fault of the scheduler.</summary>
/// <param name="DropsContinuations">Whether triggers that lie ahead are not stored.</param>
/// <param name="LosesDaily">Whether triggers of scheduled runs never fire.</param>
internal sealed record SchedulerFault(bool DropsContinuations, bool LosesDaily);

namespace RoleSync.Simulation.Planting;

/// <summary>A planted fault that changes statements on their way to the database.</summary>
internal sealed record StatementFault(Func<string, string> Change);

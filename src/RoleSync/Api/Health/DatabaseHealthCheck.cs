using Microsoft.Extensions.Diagnostics.HealthChecks;
using RoleSync.Storage.Runs;

namespace RoleSync.Api.Health;

/// <summary>Whether the run store answers.</summary>
internal sealed class DatabaseHealthCheck(RunStore runs) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await runs.LatestAsync(null, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", exception);
        }
    }
}

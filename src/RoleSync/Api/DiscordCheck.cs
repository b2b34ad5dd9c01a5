using Microsoft.Extensions.Diagnostics.HealthChecks;
using RoleSync.Running;

namespace RoleSync.Api;

/// <summary>Whether requests are sent to Discord: not after a refused token or too many invalid answers. No call is made to find out.</summary>
internal sealed class DiscordCheck(LimitsReader limits) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult((limits.HaltedBecause, limits.HaltedGuilds) switch
        {
            ({ } why, _) => HealthCheckResult.Unhealthy(why),
            (_, { Count: > 0 } guilds) => HealthCheckResult.Degraded(string.Join("; ", guilds)),
            _ => HealthCheckResult.Healthy(),
        });
}

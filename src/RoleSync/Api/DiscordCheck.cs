using Microsoft.Extensions.Diagnostics.HealthChecks;
using RoleSync.Running;
using RoleSync.Running.Diagnosis;

namespace RoleSync.Api;

/// <summary>Whether runs could work, as far as is known without a call: requests are sent to Discord, and the doctor found nothing that stops every run.</summary>
internal sealed class DiscordCheck(Rounds rounds, LimitsReader limits) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult((rounds.Hindrances, limits.HaltedGuilds) switch
        {
            ({ Count: > 0 } hindrances, _) => HealthCheckResult.Unhealthy(string.Join(' ', hindrances)),
            (_, { Count: > 0 } guilds) => HealthCheckResult.Degraded(string.Join("; ", guilds)),
            _ => HealthCheckResult.Healthy(),
        });
}

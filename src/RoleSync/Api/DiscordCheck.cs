using Microsoft.Extensions.Diagnostics.HealthChecks;
using RoleSync.Running.Diagnosis;

namespace RoleSync.Api;

/// <summary>Whether runs could work, as far as is known without a call: the token is accepted, and the doctor found nothing that stops every run.</summary>
internal sealed class DiscordCheck(Rounds rounds) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var hindrances = rounds.Hindrances;
        return Task.FromResult(hindrances.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join(' ', hindrances)));
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using RoleSync.Running;
using RoleSync.Running.Diagnosis;

namespace RoleSync.Api;

/// <summary>Whether runs could work, as far as is known without a call: requests are sent to Discord, and the doctor found nothing that stops every run.</summary>
internal sealed class DiscordCheck(Rounds rounds, LimitsReader limits) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string[] hindrances = [.. rounds.Hindrances, .. limits.PausedBecause is { } why ? [why] : (string[])[]];
        return Task.FromResult((hindrances, limits.Notices()) switch
        {
            ({ Length: > 0 }, _) => HealthCheckResult.Unhealthy(string.Join(' ', hindrances)),
            (_, { Count: > 0 } notices) => HealthCheckResult.Degraded(string.Join(' ', notices)),
            _ => HealthCheckResult.Healthy(),
        });
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using RoleSync.Diagnosis;

namespace RoleSync.Api.Health;

/// <summary>Whether runs could work, as far as is known without a call: requests are sent to Discord, and the doctor found nothing that stops every run.</summary>
internal sealed class DiscordHealthCheck(DoctorService doctor, LimitsReader limits) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string[] hindrances = [.. doctor.Hindrances, .. limits.PausedBecause is { } why ? [why] : (string[])[]];
        return Task.FromResult((hindrances, limits.Notices()) switch
        {
            ({ Length: > 0 }, _) => HealthCheckResult.Unhealthy(string.Join(' ', hindrances)),
            (_, { Count: > 0 } notices) => HealthCheckResult.Degraded(string.Join(' ', notices)),
            _ => HealthCheckResult.Healthy(),
        });
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using RoleSync.Diagnosis;

namespace RoleSync.Api.Health;

/// <summary>Whether Ethos may be asked, as far as is known without a call.</summary>
internal sealed class EthosCheck(EthosSilence silence) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(silence.Sentence is { } sentence ? HealthCheckResult.Unhealthy(sentence) : HealthCheckResult.Healthy());
}

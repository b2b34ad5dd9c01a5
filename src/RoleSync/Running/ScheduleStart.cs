using Microsoft.Extensions.Hosting;
using RoleSync.Configuration;

namespace RoleSync.Running;

/// <summary>Gives every configured guild its job and its daily trigger before the scheduler starts.</summary>
internal sealed class ScheduleStart(RunSchedule schedule, GuildPolicies policies) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => schedule.PrepareAsync(policies.Guilds, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

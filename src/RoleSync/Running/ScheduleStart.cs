using Microsoft.Extensions.Hosting;
using RoleSync.Configuration;
using RoleSync.Storage;

namespace RoleSync.Running;

/// <summary>Gives every configured guild its job and its daily trigger before the scheduler starts, and ends what a process that was killed left behind.</summary>
internal sealed class ScheduleStart(RunSchedule schedule, GuildPolicies policies, RunStore runs, TimeProvider time) : IHostedService
{
    /// <summary>A verification that began so long ago is under way in no process any more.</summary>
    private static readonly TimeSpan _longestVerification = TimeSpan.FromMinutes(5);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await runs.EndLostVerificationsAsync(time.GetUtcNow() - _longestVerification, cancellationToken);
        await schedule.PrepareAsync(policies.Guilds, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

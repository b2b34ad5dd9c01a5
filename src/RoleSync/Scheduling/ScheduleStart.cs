using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RoleSync.Policies;
using RoleSync.Storage;
using RoleSync.Storage.Runs;

namespace RoleSync.Scheduling;

/// <summary>Gives every configured guild its job and its daily trigger before the scheduler starts, and gives up what a process that was killed left behind.</summary>
internal sealed class ScheduleStart(GuildJobs jobs, GuildPolicies policies, VerificationStore verifications, DueRuns due, PassRuns passes, IOptions<StorageOptions> storage) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!storage.Value.IsPostgres)
        {
            // A file has one process; the reconciler ends what another one left behind.
            await verifications.AbandonAsync(cancellationToken);
        }

        await due.PrepareAsync(cancellationToken);
        await passes.PrepareAsync(cancellationToken);
        await jobs.PrepareAsync(policies.Guilds, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;
using RoleSync.Storage;
using RoleSync.Storage.Databases;

namespace RoleSync.Scheduling;

/// <summary>Registers the scheduler, and what it fires.</summary>
internal static class SchedulingServices
{
    /// <summary>Jobs that may be under way at once: more than there are guilds, so that none waits for another one's. Scheduled runs wait in <see cref="FiringPlaces"/>.</summary>
    private const int MaximumFirings = 2000;

    /// <summary>Triggers taken in one transaction; of as many as there are jobs it would lock a SQLite file for seconds.</summary>
    private const int TriggersAtOnce = 16;

    public static IServiceCollection AddScheduling(this IServiceCollection services, StorageOptions storage)
    {
        services
            .AddSingleton<FiringFaults>()
            .AddSingleton<RunFiring>()
            .AddSingleton<RunSchedule>()
            .AddSingleton<FiringPlaces>()
            .AddSingleton<GuildJobs>()
            .AddSingleton<SendGate>()
            .AddSingleton<RunControl>()
            .AddSingleton<DueRuns>()
            .AddSingleton<HistoryKeeping>()
            .AddSingleton<PassRuns>()
            .AddSingleton<FollowUpRuns>();
        services.AddHostedService<ScheduleStart>();
        services.AddHostedService<ClockWatch>();
        services.AddQuartz(quartz => Configure(quartz, storage));
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        return services;
    }

    private static void Configure(IQuartzBuilder quartz, StorageOptions storage)
    {
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = "rolesync";

            // A cluster tells its nodes apart; on SQLite there is one node, and only under a name that stays does it find what it left behind.
            scheduler.InstanceId = storage.IsPostgres ? $"{Environment.MachineName}-{Environment.ProcessId}" : "single";
            scheduler.MaxBatchSize = TriggersAtOnce;
            scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
        });
        quartz.UseDefaultThreadPool(MaximumFirings);
        quartz.UsePersistentStore(store =>
        {
            if (storage.IsPostgres)
            {
                UsePostgres(store, storage.Database);
            }
            else
            {
                store.UseSqlite(SqliteFactory.Instance, SqliteLocation.Normalize(storage.Database));
            }

            store.ProvisionSchema();
            store.ConfigureStore(ado =>
            {
                ado.StoreJobDataAsStrings = true;
                ado.RecoverFiringsCancelledByShutdown = true;
                ado.DbRetryInterval = TimeSpan.FromSeconds(2);
            });
        });
        quartz.ScheduleJob<ReconcileJob>(trigger => trigger
            .WithIdentity(ReconcileJob.Trigger)
            .StartNow()
            .WithSimpleSchedule(ReconcileJob.Period));
    }

    // A method of its own: its mere compilation loads Npgsql, which a service on SQLite need not carry.
    private static void UsePostgres(IPersistentStoreBuilder store, string database)
    {
        store.UsePostgres(NpgsqlFactory.Instance, PostgresPool.Bounded(database));
        store.UseClustering(cluster =>
        {
            cluster.CheckinInterval = TimeSpan.FromSeconds(2);
            cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(8);
        });
    }
}

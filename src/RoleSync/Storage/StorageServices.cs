using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RoleSync.Storage.Databases;
using RoleSync.Storage.History;
using RoleSync.Storage.Runs;

namespace RoleSync.Storage;

/// <summary>The stores in a container of services.</summary>
internal static class StorageServices
{
    /// <summary>Adds <see cref="Database"/> and the stores over it, for the configured <see cref="StorageOptions"/>. <see cref="Database.PrepareAsync"/> comes before the first call.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => DatabaseOf(provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.AddSingleton<UnstoredPostponements>();
        services.AddSingleton<RunReasons>();
        services.AddSingleton<RunStore>();
        services.AddSingleton<RunLeases>();
        services.AddSingleton<RunHealth>();
        services.AddSingleton<PlanMemory>();
        services.AddSingleton<ChangeJournal>();
        services.AddSingleton<ChangeHistory>();
        services.AddSingleton<HistoryPruner>();
        services.AddSingleton<VerificationStore>();
        services.AddSingleton<ScheduleStore>();
        services.AddSingleton<PassStore>();
        services.AddSingleton<RoleStore>();
        services.AddSingleton<DigestStore>();
        services.AddSingleton<StrayStore>();
        services.AddSingleton<InteractionStore>();
        return services;
    }

    /// <summary>The database that the options name. Nothing is opened yet.</summary>
    public static Database DatabaseOf(StorageOptions options) =>
        options.IsPostgres ? new PostgresDatabase(options.Database) : new SqliteDatabase(options.Database);
}

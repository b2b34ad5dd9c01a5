using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RoleSync.Api;
using RoleSync.Commands;
using RoleSync.Configuration;
using RoleSync.Discord;
using RoleSync.Ethos;
using RoleSync.Running;
using RoleSync.Running.Diagnosis;
using RoleSync.Storage;

namespace RoleSync;

/// <summary>The service as a whole.</summary>
public static class RoleSyncServices
{
    /// <summary>Registers everything. What is wrong with the configuration is said, all at once, when the host starts.</summary>
    public static IServiceCollection AddRoleSync(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);

        // The scheduler's store is chosen while services are registered, earlier than options can be asked for.
        var storage = new StorageOptions();
        StorageSettings.Read(new SettingReader(configuration), storage);
        return services
            .AddRoleSyncConfiguration(configuration)
            .AddStorage()
            .AddDiscord()
            .AddEthos()
            .AddRunning(storage)
            .AddDiagnosis()
            .AddCommands()
            .AddApi();
    }

    /// <summary>Takes the database where one process alone may have it, opens it and brings it up to date. To be called once, before the host starts.</summary>
    /// <returns>Null when the host may start; else what is wrong, where, and what to do.</returns>
    public static Task<string?> PrepareRoleSyncAsync(this WebApplication app, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(app);
        var database = app.Services.GetRequiredService<Database>();
        return database.Claim() is { } taken ? Task.FromResult<string?>(taken) : database.PrepareAsync(ct);
    }

    /// <summary>Maps every route.</summary>
    public static WebApplication MapRoleSync(this WebApplication app)
    {
        app.MapApi();
        app.MapInteractions();
        return app;
    }
}

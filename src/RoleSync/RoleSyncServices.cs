using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RoleSync.Api;
using RoleSync.Applying;
using RoleSync.Configuration;
using RoleSync.Diagnosis;
using RoleSync.Discord;
using RoleSync.Ethos;
using RoleSync.HandEdits;
using RoleSync.Interactions;
using RoleSync.Interactions.Commands;
using RoleSync.Members;
using RoleSync.Notifying;
using RoleSync.Planning;
using RoleSync.Policies;
using RoleSync.Provisioning;
using RoleSync.Reading;
using RoleSync.Scheduling;
using RoleSync.Storage;
using RoleSync.Storage.Databases;
using RoleSync.Telemetry;
using RoleSync.Work;

namespace RoleSync;

/// <summary>The service as a whole.</summary>
public static class RoleSyncServices
{
    /// <summary>Registers everything. What is wrong with the configuration is said, all at once, when the host starts.</summary>
    public static IServiceCollection AddRoleSync(this IServiceCollection services, IConfiguration configuration) =>
        services.AddRoleSync(RoleSyncSettings.Read(configuration));

    /// <summary>The same, for whoever has read the settings already.</summary>
    internal static IServiceCollection AddRoleSync(this IServiceCollection services, RoleSyncSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddRoleSyncConfiguration(settings)
            .AddTelemetry(settings.Telemetry)
            .AddStorage()
            .AddDiscord()
            .AddEthos()
            .AddWork()
            .AddReading()
            .AddHandEdits()
            .AddPlanning()
            .AddApplying()
            .AddMembers()
            .AddProvisioning()
            .AddScheduling(settings.Storage)
            .AddPolicies()
            .AddDiagnosis()
            .AddDigests()
            .AddCommands()
            .AddApi();
    }

    /// <summary>Takes the database where one process alone may have it, opens it and brings it up to date. To be called once, before the host starts.</summary>
    /// <returns>Null when the host may start; else what is wrong, where, and what to do.</returns>
    public static async Task<string?> PrepareRoleSyncAsync(this WebApplication app, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(app);
        var database = app.Services.GetRequiredService<Database>();
        if (database.Claim() is { } taken)
        {
            return taken;
        }

        return await database.PrepareAsync(ct) is { } problem ? problem
            : await app.Services.GetRequiredService<StoredRoles>().CompleteAsync(ct) is { Count: > 0 } missing
                ? string.Join(Environment.NewLine, missing.Select(sentence => $"- {sentence}").Prepend("The configuration has to be mended first:"))
            : null;
    }

    /// <summary>Maps every route.</summary>
    public static WebApplication MapRoleSync(this WebApplication app)
    {
        app.MapApi();
        app.MapInteractions();
        return app;
    }
}
